package anpvs.report.figures;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.plot.Charts;
import anpvs.plot.Drawing;
import anpvs.plot.Legend;
import anpvs.plot.LineStyle;
import anpvs.plot.Palette;
import anpvs.plot.Range;
import anpvs.report.Figure;
import anpvs.report.MethodStyle;
import anpvs.report.Quantity;
import anpvs.report.Ranges;
import anpvs.report.Spread;
import anpvs.report.TableColumn;
import anpvs.store.ExperimentSpec;
import anpvs.study.Origin;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Table;

/** How Figure 3 is drawn: accuracy, clean and under attack, against the share of pruned units. */
final class SparsityChart {
    private static final List<Method> PAPER_POINTS = List.of(Method.ANP_VS, Method.AT);

    private SparsityChart() {}

    /**
     * A point of a curve: the runs of one coefficient, by seed.
     *
     * @param coefficient of the KL term
     * @param seeds their evaluations
     */
    record Point(double coefficient, List<Evaluation> seeds) {
        double sparsity() {
            return spread(Evaluation::sparsity).mean();
        }

        Spread spread(Function<Evaluation, Double> what) {
            return Spread.of(seeds.stream().map(what).toList());
        }

        double mean(Function<Evaluation, Accuracy> what) {
            return spread(e -> what.apply(e).percent()).mean();
        }

        /** Standard deviation over seeds, or the 95 % binomial interval of a single one. */
        Range range(Function<Evaluation, Accuracy> what) {
            return Ranges.of(seeds.stream().map(what).toList());
        }
    }

    /**
     * @param curves points of each method by rising coefficient; AT has one
     * @param origin where they come from
     * @return two panels, clean accuracy and accuracy under attack
     */
    static Figure draw(Map<Method, List<Point>> curves, Origin origin) {
        String title = origin.caption("Figure 3: accuracy against sparsity");
        List<Charts.Line> clean = lines(curves, origin, Quantity.CLEAN, Evaluation::clean);
        List<Charts.Line> robust = lines(curves, origin, Quantity.WHITE_BOX, Evaluation::attacked);
        // both panels on the same axes
        double low =
                Stream.concat(clean.stream(), robust.stream())
                        .flatMap(line -> line.y().stream())
                        .mapToDouble(Range::bottom)
                        .min()
                        .orElse(0);
        double from = 5 * Math.floor(low / 5);
        return new Figure(
                origin.id("sparsity-curves"),
                title,
                Legend.below(
                                Drawing.panels(
                                        title,
                                        List.of(
                                                panel("clean", clean, from),
                                                panel("under PGD-40", robust, from)),
                                        2),
                                clean.stream()
                                        .map(
                                                line ->
                                                        new Charts.Points(
                                                                line.name(),
                                                                line.style(),
                                                                line.y()))
                                        .toList())
                        .noted(Ranges.BARS, ours(curves)),
                data(curves, origin),
                origin);
    }

    private static String ours(Map<Method, List<Point>> curves) {
        List<Evaluation> all =
                curves.values().stream()
                        .flatMap(List::stream)
                        .flatMap(point -> point.seeds().stream())
                        .toList();
        return Ranges.images(all)
                + " Seeds: "
                + all.stream()
                        .map(e -> Long.toString(ExperimentSpec.seedOf(e.run())))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private static List<Charts.Line> lines(
            Map<Method, List<Point>> curves,
            Origin origin,
            Quantity quantity,
            Function<Evaluation, Accuracy> what) {
        List<Charts.Line> lines = new ArrayList<>();
        curves.forEach(
                (method, points) -> {
                    String name = method.label() + ", ours";
                    LineStyle style = MethodStyle.of(method);
                    double[] x = points.stream().mapToDouble(Point::sparsity).toArray();
                    List<Range> y = points.stream().map(p -> p.range(what)).toList();
                    lines.add(
                            method == Method.AT
                                    ? level(name, style.color(), y.get(0), SeriesLines.SOLID)
                                    : new Charts.Line(name, style, x, y));
                });
        if (!origin.dataset().synthetic()) {
            Range at = Ranges.of(quantity.paper(origin.dataset(), Method.AT).orElseThrow());
            Range anpVs = Ranges.of(quantity.paper(origin.dataset(), Method.ANP_VS).orElseThrow());
            lines.add(
                    new Charts.Line(
                            "ANP-VS, paper",
                            LineStyle.dots(
                                    MethodStyle.of(Method.ANP_VS).color(), SeriesMarkers.CROSS),
                            new double[] {
                                Quantity.SPARSITY.paperMean(origin.dataset(), Method.ANP_VS)
                            },
                            List.of(anpVs)));
            lines.add(
                    level("AT, paper", MethodStyle.of(Method.AT).color(), at, SeriesLines.DOT_DOT));
        }
        return lines;
    }

    /** A reference, a horizontal line; its interval stands in the table. */
    private static Charts.Line level(String name, Color color, Range range, BasicStroke stroke) {
        Range value = Range.of(range.value());
        return new Charts.Line(
                name,
                new LineStyle(color, SeriesMarkers.NONE, stroke),
                new double[] {0, 100},
                List.of(value, value));
    }

    private static Drawing panel(String name, List<Charts.Line> lines, double from) {
        XYChart chart =
                Charts.lines(
                        new Charts.Frame(
                                470, 390, "accuracy, " + name, "pruned units (%)", "accuracy (%)"),
                        lines,
                        100.0);
        chart.getStyler().setChartTitleFont(Palette.font(Font.BOLD, 13));
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(100.0).setYAxisMin(from);
        return Drawing.of(chart);
    }

    /** A run, or what the paper says: null where that says nothing. */
    private record Row(
            String method,
            Double coefficient,
            Integer seed,
            String run,
            double sparsity,
            double clean,
            double robust,
            Integer images) {
        static Row of(Method method, double coefficient, Evaluation e) {
            return new Row(
                    method.label(),
                    coefficient,
                    Math.toIntExact(ExperimentSpec.seedOf(e.run())),
                    e.run(),
                    e.sparsity(),
                    e.clean().percent(),
                    e.attacked().percent(),
                    e.clean().images());
        }
    }

    private static final List<TableColumn<Row>> COLUMNS =
            List.of(
                    TableColumn.words("method", null, Row::method),
                    TableColumn.data("kl_coefficient", Row::coefficient),
                    TableColumn.count("seed", null, Row::seed),
                    TableColumn.words("run", null, Row::run),
                    TableColumn.data("sparsity_percent", Row::sparsity),
                    TableColumn.data("clean_percent", Row::clean),
                    TableColumn.data("pgd_percent", Row::robust),
                    TableColumn.count("images", null, Row::images));

    /** {@return a row for each run, and two for the paper's} */
    static Table data(Map<Method, List<Point>> curves, Origin origin) {
        List<Row> rows = new ArrayList<>();
        curves.forEach(
                (method, points) -> {
                    for (Point point : points) {
                        for (Evaluation e : point.seeds()) {
                            rows.add(Row.of(method, point.coefficient(), e));
                        }
                    }
                });
        Dataset dataset = origin.dataset();
        for (Method method : dataset.synthetic() ? List.<Method>of() : PAPER_POINTS) {
            rows.add(
                    new Row(
                            method.label() + ", paper (Table 1)",
                            null,
                            null,
                            "",
                            Quantity.SPARSITY.paperMean(dataset, method),
                            Quantity.CLEAN.paperMean(dataset, method),
                            Quantity.WHITE_BOX.paperMean(dataset, method),
                            null));
        }
        return TableColumn.table("sparsity", COLUMNS, rows);
    }
}
