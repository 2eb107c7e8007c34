package anpvs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table as lines of text.
 *
 * @param caption what the table shows
 * @param columns titles
 * @param rows cells of each row
 * @param notes lines below the table
 */
record TableText(
        String caption, List<String> columns, List<List<TableCell>> rows, List<String> notes) {
    /** Characters of a line of a title, unless a word is longer. */
    private static final int TITLE = 12;

    /** Characters of a line of a cell of words. */
    private static final int WORDY = 44;

    /** Characters to which columns of words may shrink. */
    private static final int NARROW = 18;

    /**
     * The lines of each row.
     *
     * @param titles those of the titles
     * @param bodies those of each row of values
     */
    private record Layout(List<List<String>> titles, List<List<List<String>>> bodies) {
        /** {@return characters of each of so many columns} */
        int[] width(int columns) {
            int[] width = new int[columns];
            Stream.concat(Stream.of(titles), bodies.stream())
                    .flatMap(List::stream)
                    .forEach(
                            line -> {
                                for (int i = 0; i < width.length; i++) {
                                    width[i] = Math.max(width[i], line.get(i).length());
                                }
                            });
            return width;
        }
    }

    /**
     * @param most characters of a line
     * @return the table with as many columns as fit; words take several lines where that makes room
     *     for another column, those of the first column before others
     */
    String lines(int most) {
        Layout layout = layout(Integer.MAX_VALUE, WORDY);
        int[] width = layout.width(columns.size());
        long tooMany = total(all(), width) - most;
        if (tooMany > 0) {
            layout = layout((int) Math.max(NARROW, width[0] - tooMany), WORDY);
            Layout narrow = layout(NARROW, NARROW);
            if (total(all(), layout.width(columns.size())) > most
                    && total(all(), narrow.width(columns.size())) <= most) {
                layout = narrow;
            }
            width = layout.width(columns.size());
        }
        List<Integer> shown = shown(width, most);
        StringBuilder text = new StringBuilder();
        wrapped(caption, most).forEach(line -> text.append(line).append('\n'));
        if (!rows.isEmpty()) {
            append(text, layout.titles, width, shown);
        }
        for (List<List<String>> body : layout.bodies) {
            append(text, body, width, shown);
        }
        List<String> others =
                IntStream.range(0, columns.size())
                        .filter(i -> !rows.isEmpty() && !shown.contains(i))
                        .mapToObj(columns::get)
                        .toList();
        if (!others.isEmpty()) {
            String line = "Not shown, for want of width: " + String.join(", ", others);
            wrapped(line + ". --wide shows all.", most)
                    .forEach(one -> text.append(one).append('\n'));
        }
        for (String note : notes) {
            wrapped(note, most).forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    private List<Integer> all() {
        return IntStream.range(0, columns.size()).boxed().toList();
    }

    private Layout layout(int first, int others) {
        List<List<String>> titles =
                lines(IntStream.range(0, columns.size()).mapToObj(this::title).toList());
        List<List<List<String>>> bodies =
                rows.stream().map(row -> lines(texts(row, first, others))).toList();
        return new Layout(titles, bodies);
    }

    /** The columns that fit; intervals go first, then what stands on the right. */
    private List<Integer> shown(int[] width, int most) {
        if (total(all(), width) <= most) {
            return all();
        }
        List<Integer> some = new ArrayList<>(all());
        some.removeIf(i -> columns.get(i).equals(TableView.INTERVAL));
        while (some.size() > 2 && total(some, width) > most) {
            some.remove(some.size() - 1);
        }
        return List.copyOf(some);
    }

    private static long total(List<Integer> shown, int[] width) {
        return shown.stream().mapToLong(i -> width[i] + 2L).sum() - 2;
    }

    private void append(
            StringBuilder text, List<List<String>> lines, int[] width, List<Integer> shown) {
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i : shown) {
                String pad = " ".repeat(width[i] - line.get(i).length());
                row.append(i == 0 ? "" : "  ");
                row.append(left(i) ? line.get(i) + pad : pad + line.get(i));
            }
            if (!row.toString().isBlank()) { // else a line that only a hidden column needs
                text.append(row.toString().stripTrailing()).append('\n');
            }
        }
    }

    private boolean left(int column) {
        return column == 0
                || (!rows.isEmpty() && rows.get(0).get(column).look() == TableCell.Look.TEXT);
    }

    /** Broken at spaces into lines of at most that many characters; words stay whole. */
    private static List<String> wrapped(String text, int most) {
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            StringBuilder part = new StringBuilder();
            for (String word : line.split("(?<=\\S) ", -1)) {
                if (!part.isEmpty() && (long) part.length() + 1 + word.length() > most) {
                    lines.add(part.toString());
                    part.setLength(0);
                    part.append("  ");
                } else if (!part.isEmpty()) {
                    part.append(' ');
                }
                part.append(word);
            }
            lines.add(part.toString());
        }
        return lines;
    }

    /** A title of several words takes several lines: its column is as narrow as its values. */
    private List<String> title(int column) {
        boolean words = column > 0 && left(column);
        // a quantity and its value stay together
        String whole = columns.get(column).replace(" = ", "\u00a0=\u00a0");
        return wrapped(whole, words ? WORDY : TITLE).stream()
                .map(line -> line.strip().replace('\u00a0', ' '))
                .toList();
    }

    private static List<List<String>> texts(List<TableCell> row, int first, int others) {
        List<List<String>> texts =
                new ArrayList<>(row.stream().map(cell -> lines(cell, others)).toList());
        texts.set(0, texts.get(0).stream().flatMap(line -> wrapped(line, first).stream()).toList());
        return texts;
    }

    /** One row as the lines that it takes; shorter cells end in empty ones. */
    private static List<List<String>> lines(List<List<String>> cells) {
        int height = cells.stream().mapToInt(List::size).max().orElse(1);
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            int line = i;
            lines.add(
                    cells.stream().map(cell -> line < cell.size() ? cell.get(line) : "").toList());
        }
        return lines;
    }

    /** The lines of a cell; words that are longer than that stay whole. */
    private static List<String> lines(TableCell cell, int most) {
        return cell.look() == TableCell.Look.TEXT
                ? List.of(
                        cell.text().replaceAll("(.{1," + most + "})(?:\\s+|$)", "$1\n").split("\n"))
                : List.of(cell.look().best() ? "*" + cell.text() : cell.text());
    }
}
