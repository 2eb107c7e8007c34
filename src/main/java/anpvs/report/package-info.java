/** Tables and charts, the paper's values, and {@code Kit}, the facade that notebooks use. */
package anpvs.report;
