package anpvs.report;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Table 3 for one data set: what suppression and pruning do, alone and together.
 *
 * @param evaluations of the four methods as far as there are any, by seed
 * @param origin where they come from
 * @param advice how to get what is missing
 */
record Ablations(Map<Method, List<Evaluation>> evaluations, Origin origin, List<String> advice) {
    private static final PaperValues PAPER = PaperValues.load();
    private static final List<Quantity> QUANTITIES =
            List.of(Quantity.CLEAN, Quantity.WHITE_BOX, Quantity.V_WHITE);

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured
     */
    static Ablations of(Context context) {
        Measurements measurements = new Measurements(context);
        measurements.prepare(Rows.of(3));
        Map<Method, List<Evaluation>> all = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        for (Method method : Rows.of(3)) {
            List<Evaluation> found = measurements.of(method);
            all.put(method, found);
            found.forEach(evaluation -> runs.add(evaluation.run()));
        }
        return new Ablations(all, context.origin(runs), measurements.advice(Rows.of(3)));
    }

    private String dataset() {
        return Rows.paperName(origin.dataset());
    }

    /** {@return Table 3: the paper's rows beside ours} */
    SavedTable table() {
        List<Column> columns = new ArrayList<>();
        QUANTITIES.forEach(quantity -> columns.add(quantity.ofTable(3)));
        columns.add(Quantity.V_RELATIVE);
        List<MethodResult> results = new ArrayList<>();
        evaluations.forEach((method, seeds) -> results.add(result(method, seeds, columns)));
        List<String> notes = new ArrayList<>();
        contradiction().ifPresent(notes::add);
        notes.addAll(advice);
        return new ResultsTable(
                        origin.id("ablations"),
                        "Table 3, " + dataset() + ": paper and ours (" + origin.label() + ")",
                        columns,
                        results,
                        origin,
                        notes,
                        CommonSeeds.of(evaluations, quantity -> quantity.ofTable(3)))
                .toSaved();
    }

    private static MethodResult result(
            Method method, List<Evaluation> seeds, List<Column> columns) {
        MethodResult all = Measurements.result(method, seeds);
        Map<Column, List<Double>> values = new LinkedHashMap<>();
        for (int i = 0; i < QUANTITIES.size(); i++) {
            values.put(columns.get(i), all.values().getOrDefault(QUANTITIES.get(i), List.of()));
        }
        values.put(Quantity.V_RELATIVE, all.values().getOrDefault(Quantity.V_RELATIVE, List.of()));
        return new MethodResult(method, values, all.images(), all.runIds());
    }

    /** The vulnerability of ANP-VS stands in Table 1 as well, and not always as the same number. */
    private Optional<String> contradiction() {
        String anpVs = Method.ANP_VS.label();
        PaperValue one = Quantity.V_WHITE.ofTable(1).in(PAPER, dataset(), anpVs).orElseThrow();
        PaperValue three = Quantity.V_WHITE.ofTable(3).in(PAPER, dataset(), anpVs).orElseThrow();
        return one.mean().compareTo(three.mean()) == 0
                ? Optional.empty()
                : Optional.of(
                        "The paper contradicts itself: V of ANP-VS is "
                                + three.format()
                                + " here, in Table 3, and "
                                + one.format()
                                + " in Table 1.");
    }

    /** {@return the three columns as dots, on the paper's own images the paper's beside ours} */
    Figure chart() {
        if (evaluations.values().stream().allMatch(List::isEmpty)) {
            throw new MissingModel(String.join("\n", advice));
        }
        Table data =
                Table.create(
                        "ablations",
                        StringColumn.create("method"),
                        StringColumn.create("quantity"),
                        StringColumn.create("series"),
                        DoubleColumn.create("value"),
                        DoubleColumn.create("low"),
                        DoubleColumn.create("high"));
        List<String> methods = evaluations.keySet().stream().map(Method::label).toList();
        List<Drawing> panels = new ArrayList<>();
        // both on the same axis
        Scale accuracies =
                Scales.percent(
                        Stream.of(Quantity.CLEAN, Quantity.WHITE_BOX)
                                .flatMap(quantity -> dots(quantity).stream())
                                .toList());
        for (Quantity quantity : QUANTITIES) {
            List<Charts.Points> dots = dots(quantity);
            for (Charts.Points series : dots) {
                for (int i = 0; i < methods.size(); i++) {
                    Range range = series.values().get(i);
                    data.stringColumn("method").append(methods.get(i));
                    data.stringColumn("quantity").append(quantity.label());
                    data.stringColumn("series").append(series.name());
                    data.doubleColumn("value").append(range.value());
                    data.doubleColumn("low").append(range.low());
                    data.doubleColumn("high").append(range.high());
                }
            }
            boolean v = quantity == Quantity.V_WHITE;
            panels.add(
                    Drawing.of(
                            Charts.dots(
                                    new Charts.Frame(
                                            330,
                                            440,
                                            quantity.label(),
                                            " ",
                                            v ? "V" : "accuracy (%)"),
                                    methods,
                                    dots,
                                    v ? Scales.fromZero(dots) : accuracies)));
        }
        String title = "Ablations (" + origin.label() + ")";
        return new Figure(
                origin.id("ablations-chart"),
                title,
                Drawing.panels(title, panels, 3),
                data,
                origin);
    }

    private List<Charts.Points> dots(Quantity quantity) {
        return origin.dataset().builtIn()
                ? List.of(ours(quantity))
                : List.of(paper(quantity), ours(quantity));
    }

    private Charts.Points paper(Quantity quantity) {
        List<Range> values =
                evaluations.keySet().stream()
                        .map(m -> quantity.ofTable(3).in(PAPER, dataset(), m.label()))
                        .map(value -> Range.of(value.orElseThrow()))
                        .toList();
        LineStyle style = LineStyle.dots(Charts.SKY, SeriesMarkers.DIAMOND);
        return new Charts.Points("paper", style, values);
    }

    private Charts.Points ours(Quantity quantity) {
        List<Range> values =
                evaluations.values().stream().map(seeds -> range(quantity, seeds)).toList();
        LineStyle style = LineStyle.dots(Charts.VERMILLION, SeriesMarkers.CIRCLE);
        return new Charts.Points("ours", style, values);
    }

    private static Range range(Quantity quantity, List<Evaluation> seeds) {
        return switch (quantity) {
            case CLEAN -> Range.of(seeds.stream().map(Evaluation::clean).toList());
            case WHITE_BOX -> Range.of(seeds.stream().map(Evaluation::attacked).toList());
            default ->
                    seeds.isEmpty()
                            ? Range.NONE
                            : Range.of(
                                    Spread.of(
                                            seeds.stream()
                                                    .map(e -> e.vulnerability().mean())
                                                    .toList()));
        };
    }
}
