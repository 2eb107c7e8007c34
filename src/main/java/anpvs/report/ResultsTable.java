package anpvs.report;

import anpvs.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The paper's Table 1 and Table 3 for one data set: for each method the paper's values, ours, and
 * the difference.
 *
 * @param id name of its files
 * @param results the methods, in the order of the rows
 * @param origin where our values come from
 */
public record ResultsTable(String id, List<MethodResult> results, Origin origin) {
    private static final PaperValues PAPER = PaperValues.load();

    /** Copies the list. */
    public ResultsTable {
        results = List.copyOf(results);
    }

    /**
     * @param dataset an image set
     * @return the name of the paper's results for it; built-in images are set beside the real ones
     *     of their size
     */
    static String paperName(Dataset dataset) {
        return switch (dataset) {
            case GLYPHS, MNIST -> "MNIST";
            case SHAPES, CIFAR10 -> "CIFAR-10";
            case CIFAR100 -> "CIFAR-100";
        };
    }

    private Optional<PaperValue> paper(MethodResult row, Quantity quantity) {
        return quantity.in(PAPER, paperName(origin.dataset()), row.method().label());
    }

    /** The difference says something only on the paper's own images. */
    private Optional<Comparison> comparison(MethodResult row, Quantity quantity) {
        if (origin.dataset().builtIn()) {
            return Optional.empty();
        }
        return paper(row, quantity)
                .flatMap(p -> row.spread(quantity).map(ours -> Comparison.of(p, ours)));
    }

    /** {@return one row for each method and quantity, with full precision: the saved CSV} */
    public Table data() {
        Table table =
                Table.create(
                        id,
                        StringColumn.create("method"),
                        StringColumn.create("quantity"),
                        StringColumn.create("unit"),
                        DoubleColumn.create("paper_mean"),
                        DoubleColumn.create("paper_sd"),
                        DoubleColumn.create("mean"),
                        DoubleColumn.create("sd"),
                        IntColumn.create("seeds"),
                        DoubleColumn.create("difference"),
                        StringColumn.create("outside_two_sd"),
                        StringColumn.create("profile"));
        for (MethodResult result : results) {
            for (Quantity quantity : Quantity.values()) {
                Row row = table.appendRow();
                row.setString("method", result.method().label());
                row.setString("quantity", quantity.label());
                row.setString("unit", quantity.unit());
                row.setString("profile", origin.profile().id());
                Optional<PaperValue> paper = paper(result, quantity);
                paper.ifPresent(p -> row.setDouble("paper_mean", p.mean().doubleValue()));
                paper.ifPresent(p -> row.setDouble("paper_sd", p.sd().doubleValue()));
                result.spread(quantity)
                        .ifPresent(
                                s -> {
                                    row.setDouble("mean", s.mean());
                                    row.setDouble("sd", s.sd());
                                    row.setInt("seeds", s.seeds());
                                });
                Optional<Comparison> comparison = comparison(result, quantity);
                comparison.ifPresent(c -> row.setDouble("difference", c.difference()));
                row.setString(
                        "outside_two_sd",
                        comparison.map(c -> c.outside() ? "yes" : "no").orElse(""));
            }
        }
        return table;
    }

    /** {@return the table to look at: three rows for each method} */
    public Grid grid() {
        List<String> columns = new ArrayList<>(List.of("method", ""));
        for (Quantity quantity : Quantity.values()) {
            columns.add(
                    quantity.unit().isEmpty()
                            ? quantity.label()
                            : quantity.label() + " (" + quantity.unit() + ")");
        }
        List<List<Grid.Cell>> rows = new ArrayList<>();
        for (MethodResult result : results) {
            rows.add(paperRow(result));
            rows.add(ourRow(result));
            if (!origin.dataset().builtIn()) {
                rows.add(differenceRow(result));
            }
        }
        String caption =
                "Table 1 and ablation of Table 3, "
                        + paperName(origin.dataset())
                        + " block: paper and ours ("
                        + origin.label()
                        + ")";
        return new Grid(caption, columns, rows, notes());
    }

    private List<Grid.Cell> paperRow(MethodResult result) {
        List<Grid.Cell> row = new ArrayList<>();
        row.add(Grid.Cell.of(result.method().label()));
        row.add(new Grid.Cell("paper", Grid.Look.MUTED));
        for (Quantity quantity : Quantity.values()) {
            String text =
                    paper(result, quantity)
                            .map(
                                    p ->
                                            p.mean().toPlainString()
                                                    + " \u00b1 "
                                                    + p.sd().toPlainString())
                            .orElse("\u2013");
            row.add(new Grid.Cell(text, Grid.Look.MUTED));
        }
        return row;
    }

    private List<Grid.Cell> ourRow(MethodResult result) {
        List<Grid.Cell> row = new ArrayList<>();
        int seeds = result.seeds();
        row.add(Grid.Cell.of(""));
        row.add(Grid.Cell.of(seeds == 0 ? "ours" : "ours, n=" + seeds));
        for (Quantity quantity : Quantity.values()) {
            Optional<Spread> ours = result.spread(quantity);
            String text = ours.map(s -> s.format(quantity.decimals())).orElse("\u2013");
            boolean best = ours.isPresent() && isBest(ours.get().mean(), quantity);
            row.add(new Grid.Cell(text, best ? Grid.Look.BEST : Grid.Look.PLAIN));
        }
        return row;
    }

    private List<Grid.Cell> differenceRow(MethodResult result) {
        List<Grid.Cell> row = new ArrayList<>();
        row.add(Grid.Cell.of(""));
        row.add(new Grid.Cell("difference", Grid.Look.MUTED));
        for (Quantity quantity : Quantity.values()) {
            String text =
                    comparison(result, quantity).map(c -> c.format(quantity.decimals())).orElse("");
            row.add(new Grid.Cell(text, Grid.Look.MUTED));
        }
        return row;
    }

    private boolean isBest(double mean, Quantity quantity) {
        List<Double> means =
                results.stream()
                        .flatMap(r -> r.spread(quantity).stream())
                        .map(Spread::mean)
                        .toList();
        OptionalDouble best =
                quantity.higherIsBetter()
                        ? means.stream().mapToDouble(Double::doubleValue).max()
                        : means.stream().mapToDouble(Double::doubleValue).min();
        // A column in which all are equal has no best.
        return means.stream().distinct().count() > 1 && mean == best.orElseThrow();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add(
                "paper: mean \u00b1 sd of five seeds; AT-VS and ANP from Table 3, the others from"
                        + " Table 1. ours: n seeds, \u00b1 sd where n > 1; bold (*) the best of its"
                        + " column. \u2013: not given or not measured.");
        if (origin.dataset().builtIn()) {
            notes.add(
                    "Our values are of built-in images ("
                            + origin.dataset().name()
                            + ") and a short training: they show that the kit works and are not to be"
                            + " compared with the paper's.");
        } else {
            notes.add(
                    Comparison.MARK
                            + ": more than two standard deviations (both spreads together) from the"
                            + " paper's value.");
            int images = results.stream().mapToInt(MethodResult::images).max().orElse(0);
            if (images > 0) {
                notes.add(String.format(Locale.ROOT, "Accuracies of %,d test images.", images));
            }
        }
        return notes;
    }

    /** {@return the table as it is shown and saved} */
    public SavedTable toSaved() {
        return new SavedTable(id, grid(), data(), origin);
    }
}
