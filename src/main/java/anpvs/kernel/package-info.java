/** The Jupyter kernel for Java notebooks. */
package anpvs.kernel;
