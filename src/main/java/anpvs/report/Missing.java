package anpvs.report;

import anpvs.UserError;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * What stands in place of a table or figure whose runs are not there: one line, and the commands
 * that make them.
 *
 * @param lines what is missing, a line for each command; at least one
 */
public record Missing(List<String> lines) implements ChartResult {
    /** Copies the list. */
    public Missing {
        lines = List.copyOf(lines);
    }

    public static Missing of(String message) {
        return new Missing(message.strip().lines().toList());
    }

    @Override
    public Map<String, String> mimeBundle() {
        String first = TableView.escape(lines.get(0));
        String html =
                lines.size() == 1
                        ? "<div style=\"font-size:12px\">" + first + "</div>"
                        : TableView.folded(
                                "Missing runs: " + lines.size() + " commands make them",
                                "<pre style=\"white-space:pre-wrap\">"
                                        + TableView.escape(toString())
                                        + "</pre>");
        return Map.of("text/html", html, "text/plain", toString());
    }

    private UserError error() {
        return new UserError("there is nothing to show yet\n" + toString());
    }

    @Override
    public Table data() {
        throw error();
    }

    @Override
    public List<Chart<?, ?>> charts() {
        throw error();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
