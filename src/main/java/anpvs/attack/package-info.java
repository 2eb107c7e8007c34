/** Attacks on classifiers within a threat model. One attack a file. */
package anpvs.attack;
