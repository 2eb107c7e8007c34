/** From a specification to a finished run: the loop, what it measures on the way, resuming. */
package anpvs.train;
