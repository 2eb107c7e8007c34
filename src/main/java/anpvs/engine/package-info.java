/**
 * What the kit adds to Deep Java Library and nothing about the paper: random streams, devices, the
 * few engine operations that DJL does not offer.
 */
package anpvs.engine;
