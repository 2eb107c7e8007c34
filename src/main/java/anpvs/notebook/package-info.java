/** What a notebook's author calls, {@code Kit} first, and how results appear in a cell. */
package anpvs.notebook;
