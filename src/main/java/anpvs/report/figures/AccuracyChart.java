package anpvs.report.figures;

import anpvs.Texts;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.plot.Charts;
import anpvs.plot.Drawing;
import anpvs.plot.LineStyle;
import anpvs.plot.Palette;
import anpvs.plot.Range;
import anpvs.plot.Scale;
import anpvs.plot.Scales;
import anpvs.report.ComparedQuantity;
import anpvs.report.Figure;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.Ranges;
import anpvs.report.Rows;
import anpvs.report.tables.MainResults;
import anpvs.study.AutoAttackResult;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.awt.Color;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Clean accuracy and accuracy under attack of each method, on the paper's images with the paper's
 * beside ours, in the range in which the methods differ.
 */
public final class AccuracyChart {
    private final MainResults results;
    private final Origin origin;
    private final List<Method> methods;
    private final Table data =
            Table.create(
                    "accuracy",
                    StringColumn.create("method"),
                    StringColumn.create("series"),
                    DoubleColumn.create("percent"),
                    DoubleColumn.create("low"),
                    DoubleColumn.create("high"));

    private AccuracyChart(MainResults results) {
        this.results = results;
        this.origin = results.origin();
        this.methods = List.copyOf(results.evaluations().keySet());
    }

    /**
     * @param results Table 1
     * @return clean accuracy above, accuracy under attack below
     * @throws MissingModel if nothing is measured
     */
    public static Figure of(MainResults results) {
        results.needResults();
        return new AccuracyChart(results).figure();
    }

    private Figure figure() {
        List<Charts.Points> clean = new ArrayList<>();
        paper(clean, "clean, paper", Palette.SKY, Quantity.CLEAN);
        ours(clean, "clean", Palette.BLUE, SeriesMarkers.CIRCLE, Evaluation::clean);
        List<Charts.Points> attacked = new ArrayList<>();
        paper(attacked, "PGD-40, paper", Palette.ORANGE, Quantity.WHITE_BOX);
        ours(attacked, "PGD-40", Palette.VERMILLION, SeriesMarkers.CIRCLE, Evaluation::attacked);
        ours(
                attacked,
                "PGD-40, worst of 5 starts",
                Palette.PURPLE,
                SeriesMarkers.TRIANGLE_UP,
                ComparedQuantity.WORST.accuracy());
        autoAttack(attacked);
        String title = "Accuracy, clean and under attack (" + results.label() + ")";
        Drawing drawing =
                Drawing.panels(
                        title,
                        List.of(
                                panel("on clean images", clean, range(clean, true)),
                                panel("under attack", attacked, range(attacked, false))),
                        1);
        String ours = Ranges.ours(results.evaluations());
        drawing =
                results.attacks().values().stream().allMatch(List::isEmpty)
                        ? drawing.noted(Ranges.BARS, ours)
                        : drawing.noted(Ranges.BARS, ours, autoAttackImages());
        return new Figure(origin.id("accuracy"), title, drawing, data, origin);
    }

    private Drawing panel(String title, List<Charts.Points> series, Scale scale) {
        int width = Math.max(860, 92 * methods.size());
        Charts.Frame frame = new Charts.Frame(width, 360, title, " ", "accuracy (%)");
        List<String> names = methods.stream().map(Method::label).toList();
        XYChart chart = Charts.dots(frame, names, series, scale);
        chart.getStyler().setYAxisDecimalPattern("0.0"); // labels of one width: panels in line
        return Drawing.of(chart);
    }

    /** Round ends around what is compared: under attack only those that learn from attacks. */
    private Scale range(List<Charts.Points> series, boolean all) {
        List<Charts.Points> compared =
                series.stream()
                        .map(
                                points ->
                                        new Charts.Points(
                                                points.name(),
                                                points.style(),
                                                compared(points.values(), all)))
                        .toList();
        return Scales.percent(compared);
    }

    private List<Range> compared(List<Range> values, boolean all) {
        List<Range> some = new ArrayList<>();
        for (int i = 0; i < methods.size(); i++) {
            some.add(all || Rows.adversarial(methods.get(i)) ? values.get(i) : Range.NONE);
        }
        return some;
    }

    private void paper(List<Charts.Points> all, String name, Color color, Quantity quantity) {
        if (!origin.dataset().synthetic()) {
            add(
                    all,
                    name,
                    LineStyle.dots(color, SeriesMarkers.DIAMOND),
                    method ->
                            quantity.paper(origin.dataset(), method)
                                    .map(Ranges::of)
                                    .orElse(Range.NONE));
        }
    }

    private void ours(
            List<Charts.Points> all,
            String name,
            Color color,
            Marker marker,
            Function<Evaluation, Accuracy> what) {
        add(
                all,
                ours(name),
                LineStyle.dots(color, marker),
                method ->
                        Ranges.of(
                                results.evaluations().get(method).stream()
                                        .map(what)
                                        .filter(Objects::nonNull)
                                        .toList()));
    }

    private void autoAttack(List<Charts.Points> all) {
        add(
                all,
                ours("AutoAttack"),
                LineStyle.dots(Palette.GREEN, SeriesMarkers.SQUARE),
                method ->
                        Ranges.of(
                                results.attacks().getOrDefault(method, List.of()).stream()
                                        .map(AutoAttackResult::robust)
                                        .toList()));
    }

    /** Fewer images and seeds than those of the other series. */
    private String autoAttackImages() {
        IntSummaryStatistics images =
                results.attacks().values().stream()
                        .flatMap(List::stream)
                        .mapToInt(one -> one.robust().images())
                        .summaryStatistics();
        IntSummaryStatistics seeds =
                results.attacks().values().stream()
                        .mapToInt(List::size)
                        .filter(size -> size > 0)
                        .summaryStatistics();
        return Texts.format(
                "AutoAttack: the first %s%,d test images, %s; its gap to PGD-40 on the same images is"
                        + " in Table 1.",
                images.getMin() == images.getMax() ? "" : images.getMin() + " to ",
                images.getMax(),
                Numbers.seeds(seeds.getMin(), seeds.getMax()));
    }

    private String ours(String name) {
        return origin.dataset().synthetic() ? name : name + ", ours";
    }

    private void add(
            List<Charts.Points> all, String name, LineStyle style, Function<Method, Range> value) {
        List<Range> values = methods.stream().map(value).toList();
        Charts.Points points = new Charts.Points(name, style, values);
        if (!points.exists()) {
            return;
        }
        all.add(points);
        for (int i = 0; i < methods.size(); i++) {
            data.stringColumn("method").append(methods.get(i).label());
            data.stringColumn("series").append(name);
            data.doubleColumn("percent").append(values.get(i).value());
            data.doubleColumn("low").append(values.get(i).low());
            data.doubleColumn("high").append(values.get(i).high());
        }
    }
}
