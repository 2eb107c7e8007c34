package anpvs.report;

import anpvs.study.MissingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A table as it is shown: a caption, columns with units, rows of ready texts, notes below. Numbers
 * are aligned right, the first column left.
 *
 * @param caption what the table shows
 * @param columns titles; a unit stands in brackets
 * @param rows cells of each row, as many as there are columns
 * @param notes lines below the table
 */
public record TableView(
        String caption, List<String> columns, List<List<TableCell>> rows, List<String> notes)
        implements Displayable {
    private static final String WORDS =
            "text-align:left;padding:2px 8px;min-width:14em;max-width:40em;white-space:normal";

    /** Title of a column that says how sure the one before is. */
    public static final String INTERVAL = "95 % interval";

    /** Copies the lists. */
    public TableView {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /**
     * @param note a line
     * @return this table with it below its own notes
     */
    TableView withNote(String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new TableView(caption, columns, rows, all);
    }

    /**
     * @param title of columns
     * @return this table without them, and without its notes
     */
    public TableView without(String title) {
        List<Integer> left =
                IntStream.range(0, columns.size())
                        .filter(i -> !columns.get(i).equals(title))
                        .boxed()
                        .toList();
        return new TableView(
                caption,
                left.stream().map(columns::get).toList(),
                rows.stream().map(row -> left.stream().map(row::get).toList()).toList(),
                List.of());
    }

    /** {@return the table with all its columns, padded with spaces; the best is starred} */
    public String toText() {
        return toText(Integer.MAX_VALUE);
    }

    /**
     * @param most characters of a line, such as the width of a terminal
     * @return the table with as many columns, from the left, as fit; a last line names the others.
     *     Long words and notes take several lines; the best is starred
     */
    public String toText(int most) {
        return new TableText(caption, columns, rows, notes).lines(most);
    }

    /**
     * {@return the table as HTML that needs no style sheet; one that is wider than a notebook's
     * page goes on below with its other columns, beside the same labels}
     */
    public String toHtml() {
        return toHtml(TableBands.of(columns, rows, TableBands.PAGE));
    }

    /** {@return the table as HTML in one piece, however wide} */
    public String toWideHtml() {
        return toHtml(TableBands.of(columns, rows, Integer.MAX_VALUE));
    }

    private String toHtml(List<List<Integer>> bands) {
        StringBuilder html = new StringBuilder("<div style=\"overflow-x:auto\">");
        for (int band = 0; band < bands.size(); band++) {
            String title = band == 0 ? caption : "(continued)";
            append(html, title, bands.get(band));
        }
        html.append("</div>");
        List<String> folded = new ArrayList<>();
        for (String note : notes) {
            if (note.startsWith(MissingModel.LINE)) {
                html.append(line(note));
            } else {
                folded.add(line(note));
            }
        }
        if (!folded.isEmpty()) {
            html.append(folded("Notes (" + folded.size() + ")", String.join("", folded)));
        }
        return html.toString();
    }

    private void append(StringBuilder html, String title, List<Integer> shown) {
        html.append("<table style=\"border-collapse:collapse;")
                .append("font-size:11px;font-variant-numeric:tabular-nums\">");
        html.append("<caption style=\"caption-side:top;text-align:left;font-weight:bold;")
                .append("color:inherit;padding:4px 0\">")
                .append(escape(title))
                .append("</caption><thead><tr>");
        for (int i : rows.isEmpty() ? List.<Integer>of() : shown) {
            boolean words = rows.get(0).get(i).look() == TableCell.Look.TEXT;
            html.append("<th style=\"")
                    .append(words ? WORDS : align(i))
                    .append(
                            ";white-space:normal;vertical-align:bottom;border-bottom:2px solid currentColor\">")
                    // A title breaks between words, not inside PGD-40.
                    .append(escape(columns.get(i)).replace("-", "&#8209;"))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (List<TableCell> row : rows) {
            // A named first cell opens a group of rows.
            String line = row.get(0).text().isEmpty() ? "" : ";border-top:1px solid #999";
            html.append("<tr>");
            for (int i : shown) {
                String place = row.get(i).look() == TableCell.Look.TEXT ? WORDS : align(i);
                html.append("<td style=\"").append(place).append(line).append("\">");
                html.append(cell(row.get(i))).append("</td>");
            }
            html.append("</tr>");
        }
        html.append("</tbody></table>");
    }

    /**
     * @param summary the line that is shown, as text
     * @param html what it opens to
     * @return HTML of that line, closed
     */
    static String folded(String summary, String html) {
        return "<details style=\"font-size:12px\"><summary style=\"cursor:pointer\">"
                + escape(summary)
                + "</summary>"
                + html
                + "</details>";
    }

    private static String line(String note) {
        return "<div style=\"font-size:12px;max-width:75em;white-space:pre-wrap\">"
                + escape(note)
                + "</div>";
    }

    private static String align(int column) {
        return (column == 0 ? "text-align:left" : "text-align:right")
                + ";padding:2px 3px;white-space:nowrap";
    }

    private static String cell(TableCell cell) {
        // Narrow spaces at which no line breaks: a table of many columns should fit a page.
        String text = escape(cell.text()).replace(" \u00b1 ", "\u202f\u00b1\u202f");
        return switch (cell.look()) {
            case PLAIN, TEXT -> text;
            case BEST -> "<b>" + text + "</b>";
            case MUTED -> "<span style=\"opacity:0.7\">" + text + "</span>";
            case MUTED_BEST -> "<b style=\"opacity:0.7\">" + text + "</b>";
        };
    }

    /**
     * @param text any text
     * @return the text with HTML's special characters escaped
     */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public Map<String, String> mimeBundle() {
        return Map.of("text/plain", toText(), "text/html", toHtml());
    }

    @Override
    public String toString() {
        return toText();
    }
}
