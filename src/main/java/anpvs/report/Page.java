package anpvs.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * Tables one below the other.
 *
 * @param tables from top to bottom
 */
record Page(List<SavedTable> tables) implements TableResult {
    @Override
    public Map<String, String> mimeBundle() {
        return Map.of("text/plain", toString(), "text/html", joined("text/html", "<br>"));
    }

    private String joined(String type, String between) {
        return tables.stream()
                .map(table -> table.mimeBundle().get(type))
                .collect(Collectors.joining(between));
    }

    /** {@return the numbers of the last, which is the fullest} */
    @Override
    public Table data() {
        return tables.get(tables.size() - 1).data();
    }

    @Override
    public String toText(int most) {
        return tables.stream().map(table -> table.toText(most)).collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return joined("text/plain", "\n");
    }
}
