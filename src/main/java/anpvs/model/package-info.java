/**
 * Networks, their weights, and the input gradient. A network is a pure function of images, weights
 * and mask; it holds no state.
 */
package anpvs.model;
