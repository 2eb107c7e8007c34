/**
 * What a run is on disk: specification and id, records, checkpoints, model files, the archive,
 * locks. What is measured of a run is known to {@code evaluate}; here it is a record like any
 * other.
 */
package anpvs.store;
