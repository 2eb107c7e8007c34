/** The figures, drawn from results and studies. */
package anpvs.report.figures;
