/** Finds the Javadoc of a declaration in sources, for inspection in a cell. */
package anpvs.kernel.javadoc;
