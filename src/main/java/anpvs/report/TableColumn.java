package anpvs.report;

import anpvs.Texts;
import anpvs.metric.PairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A column of a table, declared once: text, HTML and CSV derive from it.
 *
 * @param <R> what a row is of
 * @param title where it is shown; null where it stands in CSV alone
 * @param numbers makes the columns of CSV; none where it is shown alone
 * @param cell what is shown of a row; null where it stands in CSV alone
 */
public record TableColumn<R>(
        String title, Function<List<R>, List<Column<?>>> numbers, Function<R, TableCell> cell) {
    /** Stands where there is nothing to show. */
    public static final String NONE = "\u2013";

    /** {@return a column of texts, shown as they are} */
    public static <R> TableColumn<R> words(String name, String title, Function<R, String> value) {
        return new TableColumn<>(
                title,
                rows -> List.of(StringColumn.create(name, rows.stream().map(value).toList())),
                row -> TableCell.of(value.apply(row)));
    }

    /**
     * @param name in CSV
     * @param title where it is shown
     * @param value null or NaN where there is none
     * @param format of {@link String#format}
     * @return a column of numbers
     */
    public static <R> TableColumn<R> number(
            String name, String title, Function<R, Double> value, String format) {
        return new TableColumn<>(
                title,
                rows -> {
                    DoubleColumn column = DoubleColumn.create(name);
                    rows.forEach(row -> column.append(value.apply(row)));
                    return List.of(column);
                },
                row -> TableCell.of(text(value.apply(row), format)));
    }

    /** {@return a column of texts, shown in another way} */
    public static <R> TableColumn<R> words(
            String name, String title, Function<R, String> value, Function<R, String> shown) {
        return words(name, title, value).as(shown);
    }

    /** {@return a column of numbers, shown in words of its own} */
    public static <R> TableColumn<R> number(
            String name, String title, Function<R, Double> value, Function<R, String> shown) {
        return number(name, title, value, "").as(shown);
    }

    /** {@return a number as it is shown; a dash for null and NaN} */
    public static String text(Double value, String format) {
        return value == null || value.isNaN() ? NONE : String.format(Locale.ROOT, format, value);
    }

    /** {@return a column of whole numbers, shown with thousands apart; null for none} */
    public static <R> TableColumn<R> count(String name, String title, Function<R, Integer> value) {
        return new TableColumn<>(
                title,
                rows -> {
                    IntColumn column = IntColumn.create(name);
                    rows.forEach(row -> column.append(value.apply(row)));
                    return List.of(column);
                },
                row -> TableCell.of(Texts.format("%,d", value.apply(row))));
    }

    /** {@return numbers that stand in CSV alone} */
    public static <R> TableColumn<R> data(String name, Function<R, Double> value) {
        return number(name, null, value, "");
    }

    /** {@return what is shown alone; its numbers stand in other columns} */
    public static <R> TableColumn<R> shown(String title, Function<R, String> text) {
        return new TableColumn<>(title, rows -> List.of(), row -> TableCell.of(text.apply(row)));
    }

    /** {@return the ends of an interval in CSV, and the interval as it is shown; null for none} */
    public static <R> TableColumn<R> interval(
            Function<R, PairedDifference> difference, Function<R, Integer> decimals) {
        return new TableColumn<>(
                TableView.INTERVAL,
                rows -> {
                    DoubleColumn low = DoubleColumn.create("low95");
                    DoubleColumn high = DoubleColumn.create("high95");
                    for (R row : rows) {
                        PairedDifference known = difference.apply(row);
                        low.append(known == null ? Double.NaN : known.low());
                        high.append(known == null ? Double.NaN : known.high());
                    }
                    return List.of(low, high);
                },
                row -> {
                    PairedDifference known = difference.apply(row);
                    return TableCell.of(
                            known == null ? NONE : Numbers.interval(decimals.apply(row), known));
                });
    }

    /** {@return the same, shown in another way} */
    public TableColumn<R> as(Function<R, String> text) {
        return in(row -> TableCell.of(text.apply(row)));
    }

    /** {@return the same in other cells} */
    public TableColumn<R> in(Function<R, TableCell> cells) {
        return new TableColumn<>(title, numbers, cells);
    }

    /** {@return the same in another look} */
    public TableColumn<R> in(TableCell.Look look) {
        return in(row -> new TableCell(cell.apply(row).text(), look));
    }

    /**
     * @param name of the table
     * @param columns in their order
     * @param rows in their order
     * @return the numbers in full precision
     */
    public static <R> Table table(String name, List<TableColumn<R>> columns, List<R> rows) {
        Table table = Table.create(name);
        columns.forEach(column -> column.numbers.apply(rows).forEach(table::addColumns));
        return table;
    }

    /**
     * @param caption what the table shows
     * @param columns in their order
     * @param rows in their order
     * @param notes lines below
     * @return the table to look at
     */
    public static <R> TableView grid(
            String caption, List<TableColumn<R>> columns, List<R> rows, List<String> notes) {
        List<TableColumn<R>> shown = columns.stream().filter(one -> one.title != null).toList();
        List<List<TableCell>> cells = new ArrayList<>();
        for (R row : rows) {
            cells.add(shown.stream().map(column -> column.cell.apply(row)).toList());
        }
        return new TableView(
                caption, shown.stream().map(TableColumn::title).toList(), cells, notes);
    }
}
