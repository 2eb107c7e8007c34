/**
 * The rows of the paper's tables as data: recipes with every hyper-parameter, and the training step
 * that they drive.
 */
package anpvs.method;
