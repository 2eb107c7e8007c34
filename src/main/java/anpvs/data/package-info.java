/**
 * What an image set is, where its files are, checksums, downloads, batches and the built-in drawn
 * sets. Knows nothing of networks.
 */
package anpvs.data;
