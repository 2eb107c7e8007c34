/** Runs: specification, training loop, store, checkpoints, provenance, evaluation. */
package anpvs.experiment;
