package anpvs.report;

import anpvs.experiment.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import java.awt.Font;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How Figure 3 is drawn: accuracy, clean and under attack, against the share of pruned units. */
final class SparsityChart {
    private static final PaperValues PAPER = PaperValues.load();
    private static final String PAPER_POINT = "ANP-VS, paper (Table 1)";

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

        /** Half of the interval: sd over seeds, or the 95 % binomial one of a single seed. */
        double error(Function<Evaluation, Accuracy> what) {
            Accuracy first = what.apply(seeds.get(0));
            return seeds.size() > 1
                    ? spread(e -> what.apply(e).percent()).sd()
                    : (first.highPercent() - first.lowPercent()) / 2;
        }
    }

    /**
     * @param curves points of each method by rising coefficient; AT has one
     * @param origin where they come from
     * @return two panels, clean accuracy and accuracy under attack
     */
    static Figure draw(Map<Method, List<Point>> curves, Origin origin) {
        String title = "Accuracy against sparsity (" + origin.label() + ")";
        return new Figure(
                origin.id("sparsity-curves"),
                title,
                Drawing.panels(
                        title,
                        List.of(
                                panel("clean", curves, origin, Quantity.CLEAN, Evaluation::clean),
                                panel(
                                        "under PGD-40",
                                        curves,
                                        origin,
                                        Quantity.WHITE_BOX,
                                        Evaluation::attacked)),
                        2),
                data(curves, origin),
                origin);
    }

    private static Drawing panel(
            String name,
            Map<Method, List<Point>> curves,
            Origin origin,
            Quantity quantity,
            Function<Evaluation, Accuracy> what) {
        XYChart chart =
                new XYChartBuilder()
                        .width(470)
                        .height(420)
                        .title("accuracy, " + name)
                        .xAxisTitle("pruned units (%)")
                        .yAxisTitle("accuracy (%)")
                        .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setChartTitleFont(Charts.font(Font.BOLD, 13));
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(100.0).setMarkerSize(7);
        double low = 100;
        for (Map.Entry<Method, List<Point>> curve : curves.entrySet()) {
            Method method = curve.getKey();
            List<Point> points = curve.getValue();
            double[] x = points.stream().mapToDouble(Point::sparsity).toArray();
            double[] y = points.stream().mapToDouble(p -> p.mean(what)).toArray();
            double[] error = points.stream().mapToDouble(p -> p.error(what)).toArray();
            for (int i = 0; i < y.length; i++) {
                low = Math.min(low, y[i] - error[i]);
            }
            if (method == Method.AT) {
                // the reference, a horizontal line; its interval stands in the table
                XYSeries line =
                        chart.addSeries(
                                method.label(), new double[] {0, 100}, new double[] {y[0], y[0]});
                line.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.DASH_DASH);
                line.setLineColor(LineStyle.of(method).color()).setLineWidth(1.5f);
            } else {
                LineStyle.solid(LineStyle.of(method).color())
                        .apply(chart.addSeries(method.label(), x, y, error));
            }
        }
        low = Math.min(low, paper(chart, origin, quantity));
        chart.getStyler().setYAxisMin(Math.max(0, 10 * Math.floor(low / 10))).setYAxisMax(100.0);
        return Drawing.of(chart);
    }

    /** The paper's one point in a table: its ANP-VS of Table 1. Empty on built-in images. */
    private static Optional<PaperValue> paper(Origin origin, Quantity quantity) {
        return origin.dataset().builtIn()
                ? Optional.empty()
                : quantity.in(PAPER, Rows.paperName(origin.dataset()), Method.ANP_VS.label());
    }

    private static double paper(XYChart chart, Origin origin, Quantity quantity) {
        Optional<PaperValue> x = paper(origin, Quantity.SPARSITY);
        Optional<PaperValue> y = paper(origin, quantity);
        if (x.isEmpty() || y.isEmpty()) {
            return 100;
        }
        double mean = y.get().mean().doubleValue();
        double sd = y.get().sd().doubleValue();
        XYSeries point =
                chart.addSeries(
                        PAPER_POINT,
                        new double[] {x.get().mean().doubleValue()},
                        new double[] {mean},
                        new double[] {sd});
        point.setMarker(SeriesMarkers.DIAMOND).setMarkerColor(Charts.PURPLE);
        point.setLineStyle(SeriesLines.NONE);
        return mean - sd;
    }

    /** {@return a row for each run, and one for the paper's point} */
    static Table data(Map<Method, List<Point>> curves, Origin origin) {
        StringColumn name = StringColumn.create("method");
        DoubleColumn coefficient = DoubleColumn.create("kl_coefficient");
        IntColumn seed = IntColumn.create("seed_number");
        StringColumn run = StringColumn.create("run");
        DoubleColumn sparsity = DoubleColumn.create("sparsity_percent");
        DoubleColumn clean = DoubleColumn.create("clean_percent");
        DoubleColumn robust = DoubleColumn.create("pgd_percent");
        IntColumn images = IntColumn.create("images");
        curves.forEach(
                (method, points) -> {
                    for (Point point : points) {
                        for (int s = 0; s < point.seeds().size(); s++) {
                            Evaluation e = point.seeds().get(s);
                            name.append(method.label());
                            coefficient.append(point.coefficient());
                            seed.append(s + 1);
                            run.append(e.run());
                            sparsity.append(e.sparsity());
                            clean.append(e.clean().percent());
                            robust.append(e.attacked().percent());
                            images.append(e.clean().images());
                        }
                    }
                });
        paper(origin, Quantity.SPARSITY)
                .ifPresent(
                        x -> {
                            name.append(PAPER_POINT);
                            coefficient.appendMissing();
                            seed.appendMissing();
                            run.append("");
                            sparsity.append(x.mean().doubleValue());
                            clean.append(number(origin, Quantity.CLEAN));
                            robust.append(number(origin, Quantity.WHITE_BOX));
                            images.appendMissing();
                        });
        return Table.create(
                "sparsity", name, coefficient, seed, run, sparsity, clean, robust, images);
    }

    private static double number(Origin origin, Quantity quantity) {
        return paper(origin, quantity).map(v -> v.mean().doubleValue()).orElse(Double.NaN);
    }
}
