package anpvs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table as it is shown: a caption, columns with units, rows of ready texts, notes below. Numbers
 * are aligned right, the first column left.
 *
 * @param caption what the table shows
 * @param columns titles; a unit stands in brackets
 * @param rows cells of each row, as many as there are columns
 * @param notes lines below the table
 */
public record Grid(String caption, List<String> columns, List<List<Cell>> rows, List<String> notes)
        implements Displayable {
    private static final String WORDS =
            "text-align:left;padding:2px 8px;min-width:14em;max-width:40em;white-space:normal";

    /** As many words as fit in a line of a terminal's table. */
    private static final String LINE = "(.{1,44})(?:\\s+|$)";

    /** How a cell looks. */
    public enum Look {
        /** An ordinary value. */
        PLAIN,
        /** The best of its column. */
        BEST,
        /** A value of the paper, or a difference: less prominent. */
        MUTED,
        /** The paper's best of its column. */
        MUTED_BEST,
        /** Words: aligned left, in several lines where they are long. */
        TEXT;

        boolean best() {
            return this == BEST || this == MUTED_BEST;
        }
    }

    /**
     * One cell.
     *
     * @param text what it says
     * @param look how it looks
     */
    public record Cell(String text, Look look) {
        /**
         * @param text what the cell says
         * @return an ordinary cell
         */
        public static Cell of(String text) {
            return new Cell(text, Look.PLAIN);
        }
    }

    /** Copies the lists. */
    public Grid {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /**
     * @param more lines
     * @return this table with these notes below its own
     */
    public Grid withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new Grid(caption, columns, rows, all);
    }

    /**
     * {@return the table for a terminal, columns padded with spaces, long words in several lines;
     * the best is starred}
     */
    public String toText() {
        int[] width = new int[columns.size()];
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns);
        for (List<Cell> row : rows) {
            lines.addAll(lines(row));
        }
        for (List<String> line : lines) {
            for (int i = 0; i < width.length; i++) {
                width[i] = Math.max(width[i], line.get(i).length());
            }
        }
        List<Cell> first = rows.isEmpty() ? null : rows.get(0);
        StringBuilder text = new StringBuilder(caption).append('\n');
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < width.length; i++) {
                String pad = " ".repeat(width[i] - line.get(i).length());
                boolean left = i == 0 || (first != null && first.get(i).look() == Look.TEXT);
                row.append(i == 0 ? "" : "  ");
                row.append(left ? line.get(i) + pad : pad + line.get(i));
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        notes.forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }

    /** One row as the lines that it takes. */
    private static List<List<String>> lines(List<Cell> row) {
        List<List<String>> cells = row.stream().map(Grid::lines).toList();
        int height = cells.stream().mapToInt(List::size).max().orElse(1);
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            int line = i;
            lines.add(
                    cells.stream().map(cell -> line < cell.size() ? cell.get(line) : "").toList());
        }
        return lines;
    }

    private static List<String> lines(Cell cell) {
        return cell.look() == Look.TEXT
                ? List.of(cell.text().replaceAll(LINE, "$1\n").split("\n"))
                : List.of(cell.look().best() ? "*" + cell.text() : cell.text());
    }

    /** {@return the table as HTML that needs no style sheet} */
    public String toHtml() {
        StringBuilder html = new StringBuilder();
        html.append("<div style=\"overflow-x:auto\"><table style=\"border-collapse:collapse;")
                .append("font-size:11px;font-variant-numeric:tabular-nums\">");
        html.append("<caption style=\"caption-side:top;text-align:left;font-weight:bold;")
                .append("color:inherit;padding:4px 0\">")
                .append(escape(caption))
                .append("</caption><thead><tr>");
        for (int i = 0; i < columns.size(); i++) {
            boolean words = !rows.isEmpty() && rows.get(0).get(i).look() == Look.TEXT;
            html.append("<th style=\"")
                    .append(words ? WORDS : align(i))
                    .append(
                            ";white-space:normal;vertical-align:bottom;border-bottom:2px solid currentColor\">")
                    // A title breaks between words, not inside PGD-40.
                    .append(escape(columns.get(i)).replace("-", "&#8209;"))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (List<Cell> row : rows) {
            // A named first cell opens a group of rows.
            String line = row.get(0).text().isEmpty() ? "" : ";border-top:1px solid #999";
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                String place = row.get(i).look() == Look.TEXT ? WORDS : align(i);
                html.append("<td style=\"").append(place).append(line).append("\">");
                html.append(cell(row.get(i))).append("</td>");
            }
            html.append("</tr>");
        }
        html.append("</tbody></table></div>");
        notes.forEach(
                note ->
                        html.append(
                                        "<div style=\"font-size:12px;max-width:75em;white-space:pre-wrap\">")
                                .append(escape(note))
                                .append("</div>"));
        return html.toString();
    }

    private static String align(int column) {
        return (column == 0 ? "text-align:left" : "text-align:right")
                + ";padding:2px 4px;white-space:nowrap";
    }

    private static String cell(Cell cell) {
        // Thin spaces: a table of many columns should fit a page.
        String text = escape(cell.text()).replace(" \u00b1 ", "\u2009\u00b1\u2009");
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
    static String escape(String text) {
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
