/**
 * Checks against false robustness: what an attack's result must satisfy if the network is robust
 * and the attack works. Looks at classifiers and images alone; what is a run, and where findings
 * are stored, is known to {@code evaluate}.
 */
package anpvs.check;
