/** What {@code anpvs doctor} looks at. */
package anpvs.cli.doctor;
