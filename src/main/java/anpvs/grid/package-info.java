/**
 * Which runs the paper's tables and figures need, in which order, at what cost, spread over
 * workers.
 */
package anpvs.grid;
