/**
 * What a finished run, or any network in a file, achieves: evaluations, attacks, checks, and the
 * one way in which they are measured and kept. Which runs there should be is known to {@code grid}.
 */
package anpvs.evaluate;
