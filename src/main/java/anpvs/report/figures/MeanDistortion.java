package anpvs.report.figures;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.plot.Charts;
import anpvs.plot.Drawing;
import anpvs.plot.LineStyle;
import anpvs.plot.Palette;
import anpvs.plot.Range;
import anpvs.plot.Scales;
import anpvs.report.Figure;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.Ranges;
import anpvs.report.Spread;
import anpvs.report.TableColumn;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.LatentStudy;
import anpvs.study.Measurements;
import anpvs.study.Origin;
import anpvs.study.PaperMethods;
import anpvs.study.TrainedModels;
import java.awt.Color;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Figure 2a: V of each method, the paper's values of Table 1 beside. */
public final class MeanDistortion {
    private final Context context;
    private final PaperMethods methods;

    public MeanDistortion(Context context) {
        this.context = context;
        this.methods = new PaperMethods(context);
    }

    /** V of each seed of a method: as evaluated, in the smoke profile measured here. */
    private List<Double> values(Method method, List<String> runs) {
        List<Double> values = new ArrayList<>();
        if (context.smoke()) {
            for (Run run : new TrainedModels(context).finished(method)) {
                runs.add(run.id());
                values.add(LatentStudy.vulnerability(context, run, methods.images()).mean());
            }
            return values;
        }
        for (Evaluation evaluation : new Measurements(context).of(method)) {
            runs.add(evaluation.run());
            values.add(evaluation.vulnerability().mean());
        }
        return values;
    }

    /** V of one row, of the paper or ours. */
    private record Row(Method method, String series, Spread v) {}

    private static final List<TableColumn<Row>> COLUMNS =
            List.of(
                    TableColumn.words("method", null, row -> row.method.label()),
                    TableColumn.words("series", null, Row::series),
                    TableColumn.data("v", row -> row.v.mean()),
                    TableColumn.data("v_sd", row -> row.v.sd()),
                    TableColumn.count("seeds", null, row -> row.v.seeds()));

    /** {@return V of the paper and ours, side by side} */
    public Figure figure() {
        methods.runs();
        Map<Method, Spread> paper = new LinkedHashMap<>();
        Map<Method, Spread> ours = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        for (Method method : TrainedModels.COMPARED) {
            Quantity.V_WHITE
                    .paper(context.dataset(), method)
                    .ifPresent(value -> paper.put(method, value.spread()));
            List<Double> values = values(method, runs);
            if (!values.isEmpty()) {
                ours.put(method, Spread.of(values));
            }
        }
        Origin origin = context.origin(runs);
        List<Charts.Points> dots = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        if (!origin.dataset().synthetic()) {
            dots.add(dots("paper, Table 1 (5 seeds)", Palette.SKY, SeriesMarkers.DIAMOND, paper));
            paper.forEach((method, v) -> rows.add(new Row(method, "paper", v)));
        }
        if (!ours.isEmpty()) {
            IntSummaryStatistics count =
                    ours.values().stream().mapToInt(Spread::seeds).summaryStatistics();
            String label = "ours (" + Numbers.seeds(count.getMin(), count.getMax()) + ")";
            dots.add(dots(label, Palette.VERMILLION, SeriesMarkers.CIRCLE, ours));
            ours.forEach((method, v) -> rows.add(new Row(method, "ours", v)));
        }
        String title = origin.caption("Figure 2a: mean distortion V under PGD-40");
        return new Figure(
                origin.id("mean-distortion"),
                title,
                Drawing.of(
                                Charts.dots(
                                        Charts.Frame.whole(
                                                title,
                                                "method",
                                                "V, mean |z \u2212 z\u0303| (units of features)"),
                                        TrainedModels.COMPARED.stream().map(Method::label).toList(),
                                        dots,
                                        Scales.fromZero(dots)))
                        .noted(
                                Ranges.SEEDS,
                                Ranges.notMeasured(
                                        TrainedModels.COMPARED.stream()
                                                .filter(method -> !ours.containsKey(method))
                                                .map(Method::label)
                                                .toList())),
                TableColumn.table("mean-distortion", COLUMNS, rows),
                origin);
    }

    private static Charts.Points dots(
            String label, Color color, Marker marker, Map<Method, Spread> all) {
        return new Charts.Points(
                label,
                LineStyle.dots(color, marker),
                TrainedModels.COMPARED.stream()
                        .map(all::get)
                        .map(spread -> spread == null ? Range.NONE : Ranges.of(spread))
                        .toList());
    }
}
