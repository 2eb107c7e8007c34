/** Accuracy, vulnerability, sparsity and costs of trained networks. */
package anpvs.metric;
