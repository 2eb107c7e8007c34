package anpvs.report.figures;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.plot.Charts;
import anpvs.plot.Drawing;
import anpvs.plot.LineStyle;
import anpvs.plot.Palette;
import anpvs.plot.Range;
import anpvs.plot.Scale;
import anpvs.plot.Scales;
import anpvs.report.Figure;
import anpvs.report.Quantity;
import anpvs.report.Ranges;
import anpvs.report.Spread;
import anpvs.report.tables.Ablations;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Table 3 as dots.
 *
 * @param ablations what was measured
 */
public record AblationsChart(Ablations ablations) {
    /**
     * {@return the three columns as dots, on the paper's own images the paper's beside ours}
     *
     * @throws MissingModel if nothing is measured
     */
    public Figure figure() {
        Map<Method, List<Evaluation>> evaluations = ablations.evaluations();
        Origin origin = ablations.origin();
        if (evaluations.values().stream().allMatch(List::isEmpty)) {
            throw new MissingModel(String.join("\n", ablations.advice()));
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
        for (Quantity quantity : Ablations.QUANTITIES) {
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
        String title = origin.caption("Ablations");
        return new Figure(
                origin.id("ablations-chart"),
                title,
                Drawing.panels(title, panels, 3)
                        .noted(Ranges.BARS + " Of V one seed has none.", Ranges.ours(evaluations)),
                data,
                origin);
    }

    private List<Charts.Points> dots(Quantity quantity) {
        return ablations.origin().dataset().synthetic()
                ? List.of(ours(quantity))
                : List.of(paper(quantity), ours(quantity));
    }

    private Charts.Points paper(Quantity quantity) {
        List<Range> values =
                ablations.evaluations().keySet().stream()
                        .map(m -> quantity.ofTable(3).paper(ablations.origin().dataset(), m))
                        .map(value -> Ranges.of(value.orElseThrow()))
                        .toList();
        LineStyle style = LineStyle.dots(Palette.SKY, SeriesMarkers.DIAMOND);
        return new Charts.Points("paper, Table 3", style, values);
    }

    private Charts.Points ours(Quantity quantity) {
        List<Range> values =
                ablations.evaluations().values().stream()
                        .map(seeds -> range(quantity, seeds))
                        .toList();
        LineStyle style = LineStyle.dots(Palette.VERMILLION, SeriesMarkers.CIRCLE);
        return new Charts.Points("ours", style, values);
    }

    private static Range range(Quantity quantity, List<Evaluation> seeds) {
        return switch (quantity) {
            case CLEAN -> Ranges.of(seeds.stream().map(Evaluation::clean).toList());
            case WHITE_BOX -> Ranges.of(seeds.stream().map(Evaluation::attacked).toList());
            default ->
                    seeds.isEmpty()
                            ? Range.NONE
                            : Ranges.of(
                                    Spread.of(
                                            seeds.stream()
                                                    .map(e -> e.vulnerability().mean())
                                                    .toList()));
        };
    }
}
