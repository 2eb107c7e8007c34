package anpvs.report.figures;

import anpvs.Texts;
import anpvs.check.EpsilonCurve;
import anpvs.check.Measure;
import anpvs.check.RestartCurve;
import anpvs.check.StepCurve;
import anpvs.evaluate.CheckRecord;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.plot.Charts;
import anpvs.plot.Drawing;
import anpvs.plot.Legend;
import anpvs.plot.Range;
import anpvs.plot.Scale;
import anpvs.plot.Scales;
import anpvs.report.Figure;
import anpvs.report.MethodStyle;
import anpvs.report.Numbers;
import anpvs.report.Ranges;
import anpvs.report.tables.RobustnessChecks;
import anpvs.study.MissingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The curves among the findings of checks: whether more of an attack finds more.
 *
 * @param checks findings
 */
public record CheckCurves(RobustnessChecks checks) {
    private Map<Method, List<Measure>> curves(String label) {
        Map<Method, List<Measure>> curves = new LinkedHashMap<>();
        checks.records()
                .forEach(
                        (method, record) ->
                                record.findings().stream()
                                        .map(finding -> finding.curve(label))
                                        .filter(curve -> !curve.isEmpty())
                                        .forEach(curve -> curves.put(method, curve)));
        if (curves.isEmpty()) {
            throw new MissingModel(
                    checks.advice().isEmpty()
                            ? MissingModel.LINE + "the checks behind this figure"
                            : String.join("", checks.advice()));
        }
        return curves;
    }

    /** {@return accuracy, and the loss that the attack raises, against its steps} */
    public Figure steps() {
        Map<Method, List<Measure>> accuracy = curves(StepCurve.ACCURACY);
        Map<Method, List<Measure>> loss = curves(StepCurve.LOSS);
        String axis = "steps of the attack (0: random start; not to scale)";
        String title = title("More steps of PGD");
        List<Drawing> panels =
                List.of(
                        panel("accuracy", axis, "accuracy (%)", accuracy, true),
                        panel(
                                "what the attack raises",
                                axis,
                                "cross-entropy, mean (nats)",
                                loss,
                                false));
        Drawing drawing =
                Legend.below(Drawing.panels(title, panels, 2), points(accuracy, false, List.of()))
                        .noted(attack() + " " + Ranges.INTERVALS);
        Map<String, Map<Method, List<Measure>>> both = new LinkedHashMap<>();
        both.put(StepCurve.ACCURACY, accuracy);
        both.put(StepCurve.LOSS, loss);
        Table data = table(both, "steps");
        return figure("attack-steps", title, drawing, data);
    }

    private Drawing panel(
            String title,
            String xTitle,
            String yTitle,
            Map<Method, List<Measure>> curves,
            boolean percent) {
        TreeSet<Double> places = new TreeSet<>();
        curves.values().forEach(curve -> curve.forEach(point -> places.add(point.at())));
        List<Double> all = List.copyOf(places);
        List<Charts.Points> lines = points(curves, percent, all);
        return Drawing.of(
                Charts.categories(
                        Charts.Frame.half(title, xTitle, yTitle),
                        all.stream().map(at -> Texts.format("%,.0f", at)).toList(),
                        lines,
                        percent ? Scale.linear(0, 100) : Scales.fromZero(lines)));
    }

    private List<Charts.Points> points(
            Map<Method, List<Measure>> curves, boolean percent, List<Double> places) {
        List<Charts.Points> lines = new ArrayList<>();
        curves.forEach(
                (method, curve) -> {
                    List<Range> values = new ArrayList<>();
                    for (double place : places) {
                        double value =
                                curve.stream()
                                        .filter(point -> point.at() == place)
                                        .mapToDouble(Measure::value)
                                        .findFirst()
                                        .orElse(Double.NaN);
                        values.add(percent ? range(method, value) : Range.of(value));
                    }
                    lines.add(MethodStyle.points(method, values));
                });
        return lines;
    }

    /** With the exact binomial interval. */
    private Range range(Method method, double percent) {
        if (Double.isNaN(percent)) {
            return Range.NONE;
        }
        CheckRecord record = checks.records().get(method);
        int images = record.settings().images();
        return Ranges.of(new Accuracy((int) Math.round(percent / 100 * images), images));
    }

    /** {@return the points of accuracy that further starts take away} */
    public Figure starts() {
        Map<Method, List<Measure>> accuracy = curves(RestartCurve.ACCURACY);
        List<Charts.Line> lines = new ArrayList<>();
        accuracy.forEach(
                (method, curve) -> {
                    double one = curve.get(0).value();
                    lines.add(line(method, curve, point -> Range.of(one - point.value())));
                });
        double highest =
                lines.stream()
                        .mapToDouble(line -> line.y().get(line.y().size() - 1).value())
                        .max()
                        .orElse(0);
        String title = title("More random starts of PGD");
        Drawing drawing =
                Drawing.of(
                                Charts.lines(
                                        Charts.Frame.whole(
                                                title,
                                                "starts of the attack",
                                                "accuracy lost against one start (points)"),
                                        lines,
                                        Math.max(5, Math.ceil(highest))))
                        .noted(
                                Texts.format(
                                        "%s %,d steps. One image is %.1f points.",
                                        attack(),
                                        any().settings().steps(),
                                        100.0 / any().settings().images()));
        Table data = table(Map.of(RestartCurve.ACCURACY, accuracy), "starts");
        return figure("attack-starts", title, drawing, data);
    }

    /** {@return accuracy against the radius of the attack, up to all of the range of pixels} */
    public Figure epsilon() {
        Map<Method, List<Measure>> accuracy = curves(EpsilonCurve.ACCURACY);
        String title = title("PGD-" + any().settings().steps() + " up to \u03b5 = 1");
        List<Charts.Line> lines = new ArrayList<>();
        accuracy.forEach(
                (method, curve) ->
                        lines.add(line(method, curve, point -> range(method, point.value()))));
        Drawing drawing =
                Drawing.of(Charts.byEpsilon(title, lines))
                        .noted(
                                "Steps grow in proportion to \u03b5. Evaluations: " + attack(),
                                Ranges.INTERVALS);
        Table data = table(Map.of(EpsilonCurve.ACCURACY, accuracy), "epsilon");
        return figure("accuracy-to-epsilon-one", title, drawing, data);
    }

    private static Charts.Line line(
            Method method, List<Measure> curve, Function<Measure, Range> value) {
        double[] x = curve.stream().mapToDouble(Measure::at).toArray();
        return MethodStyle.line(method, x, curve.stream().map(value).toList());
    }

    private String attack() {
        return Texts.format(
                "\u03b5 = %s, steps of %s.",
                Numbers.decimal(any().settings().epsilon()),
                Numbers.decimal(any().settings().stepSize()));
    }

    private CheckRecord any() {
        return checks.records().values().iterator().next();
    }

    private String title(String what) {
        int images = any().settings().images();
        return Texts.format("%s, %,d test images (%s)", what, images, checks.origin().label());
    }

    private Figure figure(String name, String title, Drawing drawing, Table data) {
        return new Figure(checks.origin().id(name), title, drawing, data, checks.origin());
    }

    private static Table table(Map<String, Map<Method, List<Measure>>> curves, String axis) {
        StringColumn method = StringColumn.create("method");
        StringColumn quantity = StringColumn.create("quantity");
        StringColumn unit = StringColumn.create("unit");
        DoubleColumn at = DoubleColumn.create(axis);
        DoubleColumn value = DoubleColumn.create("value");
        curves.forEach(
                (label, byMethod) ->
                        byMethod.forEach(
                                (name, curve) ->
                                        curve.forEach(
                                                point -> {
                                                    method.append(name.label());
                                                    quantity.append(label);
                                                    unit.append(point.unit());
                                                    at.append(point.at());
                                                    value.append(point.value());
                                                })));
        return Table.create("curves", method, quantity, unit, at, value);
    }
}
