/** How fast this machine is, and whether its devices compute the same. */
package anpvs.bench;
