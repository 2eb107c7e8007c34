/** Options that several commands share, and what they stand for: data sets, runs, recipes. */
package anpvs.cli.options;
