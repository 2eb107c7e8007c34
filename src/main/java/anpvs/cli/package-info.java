/** The command line. */
package anpvs.cli;
