package anpvs.report;

import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * A table with its numbers in full precision and where they come from.
 *
 * @param id name of its files
 * @param grid the table to look at
 * @param data its numbers
 * @param origin where they come from
 */
public record SavedTable(String id, TableView grid, Table data, Origin origin)
        implements TableResult {
    /**
     * @param id name of its files
     * @param caption what it shows
     * @param columns in their order
     * @param rows in their order
     * @param notes lines below
     * @param origin where the numbers come from
     * @return the table, whose view and numbers have the same rows
     */
    public static <R> SavedTable of(
            String id,
            String caption,
            List<TableColumn<R>> columns,
            List<R> rows,
            List<String> notes,
            Origin origin) {
        return new SavedTable(
                id,
                TableColumn.grid(caption, columns, rows, notes),
                TableColumn.table(id, columns, rows),
                origin);
    }

    /**
     * @param note a line to stand below the others
     * @return the table with it
     */
    SavedTable withNote(String note) {
        return new SavedTable(id, grid.withNote(note), data, origin);
    }

    /** Whether the values are the paper's alone, because nothing has been run. */
    private boolean bare() {
        return origin.runIds().isEmpty()
                && grid.notes().stream().anyMatch(note -> note.startsWith(MissingModel.LINE));
    }

    @Override
    public Map<String, String> mimeBundle() {
        if (!bare()) {
            return grid.mimeBundle();
        }
        String line = grid.caption() + ": nothing has been run";
        return Map.of(
                "text/plain", grid.toText(), "text/html", TableView.folded(line, grid.toHtml()));
    }

    @Override
    public String toText(int most) {
        return grid.toText(most);
    }

    @Override
    public String toString() {
        return grid.toText();
    }
}
