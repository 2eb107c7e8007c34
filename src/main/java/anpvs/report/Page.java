package anpvs.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tables one below the other.
 *
 * @param tables from top to bottom
 */
record Page(List<SavedTable> tables) implements Displayable {
    @Override
    public Map<String, String> mimeBundle() {
        return Map.of("text/plain", toString(), "text/html", joined("text/html", "<br>"));
    }

    private String joined(String type, String between) {
        return tables.stream()
                .map(table -> table.mimeBundle().get(type))
                .collect(Collectors.joining(between));
    }

    @Override
    public String toString() {
        return joined("text/plain", "\n");
    }
}
