package anpvs.report;

import java.util.ArrayList;
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
public record SavedTable(String id, Grid grid, Table data, Origin origin) implements Displayable {
    /**
     * @param note a line to stand below the others
     * @return the table with it
     */
    SavedTable withNote(String note) {
        List<String> notes = new ArrayList<>(grid.notes());
        notes.add(note);
        Grid noted = new Grid(grid.caption(), grid.columns(), grid.rows(), notes);
        return new SavedTable(id, noted, data, origin);
    }

    @Override
    public Map<String, String> mimeBundle() {
        return grid.mimeBundle();
    }

    @Override
    public String toString() {
        return grid.toText();
    }
}
