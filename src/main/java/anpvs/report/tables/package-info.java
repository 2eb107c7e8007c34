/** The tables: Tables 1 to 3, costs, checks, attack domains, runs, models. */
package anpvs.report.tables;
