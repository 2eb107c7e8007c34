/**
 * The Bayesian pruning masks: sampling, expectation, KL divergence, active units. Knows nothing of
 * networks; a mask is a vector over all units of all masked layers.
 */
package anpvs.mask;
