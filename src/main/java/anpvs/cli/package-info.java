/**
 * The command line: {@link anpvs.cli.Main} and one class for each command. Commands read options,
 * call the other packages and print; they compute nothing themselves.
 */
package anpvs.cli;
