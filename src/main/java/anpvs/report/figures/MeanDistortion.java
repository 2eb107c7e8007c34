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
import anpvs.report.Quantity;
import anpvs.report.Ranges;
import anpvs.report.Spread;
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
import java.util.Optional;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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

    /** {@return V of the paper and ours, side by side} */
    public Figure figure() {
        methods.runs();
        Map<Method, Spread> ours = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        for (Method method : TrainedModels.COMPARED) {
            List<Double> values = values(method, runs);
            if (!values.isEmpty()) {
                ours.put(method, Spread.of(values));
            }
        }
        Origin origin = context.origin(runs);
        List<Charts.Points> dots = new ArrayList<>();
        StringColumn name = StringColumn.create("method");
        StringColumn series = StringColumn.create("series");
        DoubleColumn mean = DoubleColumn.create("v");
        DoubleColumn sd = DoubleColumn.create("v_sd");
        IntColumn seeds = IntColumn.create("seeds");
        if (!origin.dataset().builtIn()) {
            Map<Method, Spread> paper = new LinkedHashMap<>();
            for (Method method : TrainedModels.COMPARED) {
                paper(method).ifPresent(v -> paper.put(method, v));
            }
            dots.add(dots("paper, Table 1 (5 seeds)", Palette.SKY, SeriesMarkers.DIAMOND, paper));
            append("paper", paper, name, series, mean, sd, seeds);
        }
        if (!ours.isEmpty()) {
            IntSummaryStatistics count =
                    ours.values().stream().mapToInt(Spread::seeds).summaryStatistics();
            String label = "ours (" + seeds(count.getMin(), count.getMax()) + ")";
            dots.add(dots(label, Palette.VERMILLION, SeriesMarkers.CIRCLE, ours));
            append("ours", ours, name, series, mean, sd, seeds);
        }
        String title = "Mean distortion V under PGD-40 (" + origin.label() + ")";
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
                        .noted(Ranges.SEEDS),
                Table.create("mean-distortion", name, series, mean, sd, seeds),
                origin);
    }

    /** Such as "3 seeds", or "1 to 3 seeds" where methods differ. */
    static String seeds(int fewest, int most) {
        String range = fewest == most ? "" + most : fewest + " to " + most;
        return range + (most == 1 ? " seed" : " seeds");
    }

    private Optional<Spread> paper(Method method) {
        return Quantity.V_WHITE
                .paper(context.dataset(), method)
                .map(v -> new Spread(v.mean().doubleValue(), v.sd().doubleValue(), 5));
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

    private static void append(
            String label,
            Map<Method, Spread> all,
            StringColumn name,
            StringColumn series,
            DoubleColumn mean,
            DoubleColumn sd,
            IntColumn seeds) {
        all.forEach(
                (method, spread) -> {
                    name.append(method.label());
                    series.append(label);
                    mean.append(spread.mean());
                    sd.append(spread.sd());
                    seeds.append(spread.seeds());
                });
    }
}
