/**
 * What an image set is, where its files are, checksums, downloads, batches, the synthetic sets, and
 * arrays in the files of NumPy. Knows nothing of networks.
 */
package anpvs.data;
