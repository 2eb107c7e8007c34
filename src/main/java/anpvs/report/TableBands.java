package anpvs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Which columns of a table stand side by side on a notebook's page. */
final class TableBands {
    /** Pixels that JupyterLab leaves a cell's output in a window of 1,400, beside its files. */
    static final int PAGE = 940;

    /** Pixels of a character of 11 px, and of a cell's padding. */
    private static final double CHARACTER = 6.2;

    private static final int PADDING = 6;

    /** Pixels below which a column of words does not shrink. */
    private static final int WORDS = 170;

    private TableBands() {}

    /**
     * @param columns titles
     * @param rows cells of each row
     * @param page pixels
     * @return indices of the columns of each band; all have those of the labels first: the first
     *     column, and those next to it that have no title
     */
    static List<List<Integer>> of(List<String> columns, List<List<TableCell>> rows, int page) {
        int labels = Math.min(1, columns.size());
        while (labels < columns.size() && columns.get(labels).isEmpty()) {
            labels++;
        }
        List<Integer> first = new ArrayList<>();
        double labelled = 0;
        for (int i = 0; i < labels; i++) {
            first.add(i);
            labelled += width(columns.get(i), rows, i);
        }
        List<List<Integer>> bands = new ArrayList<>(List.of(new ArrayList<>(first)));
        double width = labelled;
        for (int i = labels; i < columns.size(); i++) {
            // what an interval belongs to stands on its left
            boolean interval =
                    i + 1 < columns.size() && columns.get(i + 1).equals(TableView.INTERVAL);
            double next =
                    width(columns.get(i), rows, i)
                            + (interval ? width(columns.get(i + 1), rows, i + 1) : 0);
            if (width + next > page && bands.get(bands.size() - 1).size() > labels) {
                bands.add(new ArrayList<>(first));
                width = labelled;
            }
            bands.get(bands.size() - 1).add(i);
            width += width(columns.get(i), rows, i);
        }
        return bands;
    }

    /** Pixels that a column needs at least: its longest value or word of its title. */
    private static double width(String title, List<List<TableCell>> rows, int column) {
        if (rows.isEmpty()) {
            return 0;
        }
        if (rows.get(0).get(column).look() == TableCell.Look.TEXT) {
            return WORDS;
        }
        Stream<String> words = Arrays.stream(title.split(" "));
        Stream<String> values = rows.stream().map(row -> row.get(column).text());
        int longest = Stream.concat(words, values).mapToInt(String::length).max().orElse(0);
        return longest * CHARACTER + PADDING;
    }
}
