package anpvs.report.tables;

import anpvs.method.Method;
import anpvs.report.Column;
import anpvs.report.Deviation;
import anpvs.report.MethodResult;
import anpvs.report.PaperValue;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.report.TableView;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import tech.tablesaw.api.Table;

/**
 * One of the paper's tables for one data set: for each method the paper's values, ours, and the
 * difference. The best of the adversarially trained methods is bold, as in the paper, in the
 * paper's rows and in ours.
 *
 * @param id name of its files
 * @param caption what it shows
 * @param columns in their order
 * @param results the methods, in the order of the rows
 * @param origin where our values come from
 * @param notes lines below the general ones
 * @param common what rows of unequal seeds differ in on those that they share
 */
public record ResultsTable(
        String id,
        String caption,
        List<Column> columns,
        List<MethodResult> results,
        Origin origin,
        List<String> notes,
        CommonSeeds common) {
    /** Copies the lists. */
    public ResultsTable {
        columns = List.copyOf(columns);
        results = List.copyOf(results);
        notes = List.copyOf(notes);
    }

    private Optional<PaperValue> paper(MethodResult row, Column column) {
        return column.paper(origin.dataset(), row.method());
    }

    /** The difference says something only on the paper's own images. */
    private Optional<Deviation> deviation(MethodResult row, Column column) {
        if (origin.dataset().synthetic()) {
            return Optional.empty();
        }
        return paper(row, column)
                .flatMap(p -> row.spread(column).map(ours -> Deviation.of(p, ours)));
    }

    /** A method in one column. */
    private record Line(MethodResult result, Column column) {
        Method method() {
            return result.method();
        }
    }

    /** {@return one row for each method and column, with full precision: the saved CSV} */
    Table data() {
        List<TableColumn<Line>> data =
                List.of(
                        TableColumn.words("method", null, line -> line.method().label()),
                        TableColumn.words("quantity", null, line -> line.column.label()),
                        TableColumn.words("unit", null, line -> line.column.unit()),
                        TableColumn.words("profile", null, line -> origin.profile().id()),
                        number("paper_mean", this::paper, p -> p.mean().doubleValue()),
                        number("paper_sd", this::paper, p -> p.sd().doubleValue()),
                        number("mean", MethodResult::spread, Spread::mean),
                        number("sd", MethodResult::spread, Spread::sd),
                        TableColumn.count(
                                "seeds",
                                null,
                                line ->
                                        line.result
                                                .spread(line.column)
                                                .map(Spread::seeds)
                                                .orElse(null)),
                        number("difference", this::deviation, Deviation::difference),
                        TableColumn.words(
                                "outside_two_sd",
                                null,
                                line ->
                                        deviation(line.result, line.column)
                                                .map(c -> c.outside() ? "yes" : "no")
                                                .orElse("")),
                        number(
                                "less_at_on_common_seeds",
                                (result, column) -> common.difference(result.method(), column),
                                difference -> difference));
        List<Line> lines = new ArrayList<>();
        results.forEach(result -> columns.forEach(c -> lines.add(new Line(result, c))));
        return TableColumn.table(id, data, lines);
    }

    private static <T> TableColumn<Line> number(
            String name,
            BiFunction<MethodResult, Column, Optional<T>> what,
            Function<T, Double> value) {
        return TableColumn.data(
                name, line -> what.apply(line.result, line.column).map(value).orElse(null));
    }

    /** {@return the table to look at: up to three rows for each method} */
    public TableView grid() {
        List<String> titles = new ArrayList<>(List.of("method", ""));
        for (Column column : columns) {
            titles.add(column.title());
            if (hasIntervals(column)) {
                titles.add(TableView.INTERVAL);
            }
        }
        List<List<TableCell>> rows = new ArrayList<>();
        for (MethodResult result : results) {
            rows.add(paperRow(result));
            rows.add(ourRow(result));
            if (columns.stream().anyMatch(column -> deviation(result, column).isPresent())) {
                rows.add(differenceRow(result));
            }
        }
        return new TableView(caption, titles, rows, allNotes());
    }

    private boolean hasIntervals(Column column) {
        return results.stream().anyMatch(result -> result.interval(column).isPresent());
    }

    /** Beside an accuracy its interval, of our rows of one seed. */
    private void interval(List<TableCell> row, Column column, String text) {
        if (hasIntervals(column)) {
            row.add(new TableCell(text, TableCell.Look.MUTED));
        }
    }

    private List<TableCell> paperRow(MethodResult result) {
        boolean known = columns.stream().anyMatch(column -> paper(result, column).isPresent());
        List<TableCell> row = new ArrayList<>();
        row.add(TableCell.of(result.method().label()));
        row.add(new TableCell(known ? "paper" : "no row in the paper", TableCell.Look.MUTED));
        for (Column column : columns) {
            boolean best = isBest(result, column, r -> paper(r, column).map(PaperValue::spread));
            row.add(
                    new TableCell(
                            paper(result, column).map(PaperValue::format).orElse(TableColumn.NONE),
                            best ? TableCell.Look.MUTED_BEST : TableCell.Look.MUTED));
            interval(row, column, "");
        }
        return row;
    }

    private List<TableCell> ourRow(MethodResult result) {
        List<TableCell> row = new ArrayList<>();
        int seeds = result.seeds();
        row.add(TableCell.of(""));
        row.add(TableCell.of(seeds == 0 ? "ours" : "ours, n=" + seeds));
        for (Column column : columns) {
            boolean best = isBest(result, column, r -> r.spread(column));
            row.add(
                    new TableCell(
                            result.spread(column)
                                    .map(
                                            ours ->
                                                    ours.format(column.decimals())
                                                            + (ours.seeds() < seeds
                                                                    ? " (n=" + ours.seeds() + ")"
                                                                    : ""))
                                    .orElse(TableColumn.NONE),
                            best ? TableCell.Look.BEST : TableCell.Look.PLAIN));
            interval(row, column, result.interval(column).orElse(""));
        }
        return row;
    }

    private List<TableCell> differenceRow(MethodResult result) {
        List<TableCell> row = new ArrayList<>();
        row.add(TableCell.of(""));
        row.add(new TableCell("difference", TableCell.Look.MUTED));
        for (Column column : columns) {
            String text =
                    deviation(result, column).map(c -> c.format(column.decimals())).orElse("");
            row.add(new TableCell(text, TableCell.Look.MUTED));
            interval(row, column, "");
        }
        return row;
    }

    /** Of the adversarially trained methods; a column in which all are equal has no best. */
    private boolean isBest(
            MethodResult row, Column column, Function<MethodResult, Optional<Spread>> value) {
        TreeSet<Double> means = new TreeSet<>();
        results.stream()
                .filter(one -> Rows.adversarial(one.method()))
                .forEach(one -> value.apply(one).ifPresent(spread -> means.add(spread.mean())));
        if (!column.ranked() || !Rows.adversarial(row.method()) || means.size() < 2) {
            return false;
        }
        double best = column.higherIsBetter() ? means.last() : means.first();
        return value.apply(row).filter(own -> own.mean() == best).isPresent();
    }

    private List<String> allNotes() {
        List<String> all = new ArrayList<>();
        all.add(
                "paper: mean \u00b1 sd of five seeds. ours: n seeds, \u00b1 sd where n > 1. Bold (*):"
                        + " the best of the adversarially trained methods, as in the paper. \u2013: not"
                        + " given or not measured. 95 % interval: exact binomial, of one seed.");
        if (origin.dataset().synthetic()) {
            all.add(
                    "Our values are of synthetic images ("
                            + origin.dataset().title()
                            + ") and a short training: they show that the kit works and are not to be"
                            + " compared with the paper's.");
        } else {
            all.add(
                    Deviation.MARK
                            + ": more than two standard deviations (both spreads together; of one seed"
                            + " the paper's alone) from the paper's value.");
        }
        all.addAll(common.note());
        all.addAll(notes);
        return all;
    }

    /** {@return the table as it is shown and saved} */
    public SavedTable toSaved() {
        return new SavedTable(id, grid(), data(), origin);
    }
}
