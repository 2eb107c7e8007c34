/**
 * Networks as ONNX files: the kit's own written, those of others read as classifiers with input
 * gradients. Knows the format and the operators; runs, records and data sets are elsewhere.
 */
package anpvs.onnx;
