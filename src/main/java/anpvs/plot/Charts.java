package anpvs.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of lines and of dots, in the one look that all charts have. */
public final class Charts {
    /** Title of an axis of radii. */
    public static final String EPSILON = "\u03b5, largest change of a pixel (scale [0, 1])";

    private Charts() {}

    /**
     * A chart without its lines.
     *
     * @param width in CSS pixels
     * @param height in CSS pixels
     * @param title what the chart shows
     * @param xTitle horizontal axis with its unit
     * @param yTitle vertical axis with its unit
     */
    public record Frame(int width, int height, String title, String xTitle, String yTitle) {
        /** A chart that stands alone. */
        public static Frame whole(String title, String xTitle, String yTitle) {
            return new Frame(860, 440, title, xTitle, yTitle);
        }

        /** One of two panels side by side. */
        public static Frame half(String title, String xTitle, String yTitle) {
            return new Frame(470, 360, title, xTitle, yTitle);
        }

        private XYChart chart() {
            XYChart chart =
                    new XYChartBuilder()
                            .width(width)
                            .height(height)
                            .title(title)
                            .xAxisTitle(xTitle)
                            .yAxisTitle(yTitle)
                            .build();
            style(chart.getStyler());
            chart.getStyler().setMarkerSize(7);
            return chart;
        }

        XYChart panel() {
            XYChart chart = chart();
            chart.getStyler().setChartTitleFont(Palette.font(Font.PLAIN, 13));
            return chart;
        }
    }

    /**
     * One line.
     *
     * @param name legend entry
     * @param style of line and markers
     * @param x horizontal values
     * @param y what stands there
     */
    @SuppressWarnings("ArrayRecordComponent") // what XChart takes; two lines are never compared
    public record Line(String name, LineStyle style, double[] x, List<Range> y) {}

    /**
     * What stands over categories.
     *
     * @param name legend entry
     * @param style of line and markers
     * @param values one for each category
     */
    public record Points(String name, LineStyle style, List<Range> values) {
        /** {@return whether there is any value} */
        public boolean exists() {
            return values.stream().anyMatch(Range::exists);
        }
    }

    /**
     * @param frame size and titles
     * @param lines the lines, each with markers at its points
     * @param max top of the vertical axis; null for automatic
     * @return lines from zero upwards
     */
    public static XYChart lines(Frame frame, List<Line> lines, Double max) {
        XYChart chart = frame.chart();
        chart.getStyler().setYAxisMin(0.0);
        if (max != null) {
            chart.getStyler().setYAxisMax(max);
        }
        lines.forEach(line -> add(chart, line));
        return chart;
    }

    /** {@return lines of accuracy in percent against the radius of an attack} */
    public static XYChart byEpsilon(String title, List<Line> lines) {
        return lines(Frame.whole(title, EPSILON, "accuracy (%)"), lines, 100.0);
    }

    /** Draws a line and, where its values have them, bars without caps. */
    static void add(XYChart chart, Line line) {
        double[] y = line.y().stream().mapToDouble(Range::value).toArray();
        line.style().apply(chart.addSeries(line.name(), line.x(), y));
        List<Double> places = new ArrayList<>();
        List<Double> ends = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            Range range = line.y().get(i);
            if (range.hasBar()) {
                places.addAll(List.of(line.x()[i], line.x()[i], line.x()[i]));
                ends.addAll(List.of(range.low(), range.high(), Double.NaN)); // the pen is lifted
            }
        }
        if (!places.isEmpty()) {
            XYSeries bars = chart.addSeries(line.name() + ", bars", array(places), array(ends));
            bars.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.SOLID);
            bars.setLineColor(line.style().color()).setLineWidth(1.2f).setShowInLegend(false);
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Lines over categories, evenly spaced, with no legend: for panels that share one.
     *
     * @param frame size and titles of the panel
     * @param categories on the horizontal axis
     * @param series a value for each category; one that does not exist leaves a gap
     * @param scale of the vertical axis
     * @return the panel
     */
    public static XYChart categories(
            Frame frame, List<String> categories, List<Points> series, Scale scale) {
        XYChart chart = frame.panel();
        chart.getStyler().setLegendVisible(false);
        axes(chart, categories, scale);
        for (int s = 0; s < series.size(); s++) {
            Points points = series.get(s);
            double aside = 0.03 * (s - (series.size() - 1) / 2.0); // bars at one place hide others
            double[] x = new double[categories.size()];
            Arrays.setAll(x, i -> i + aside);
            if (points.exists()) {
                add(chart, new Line(points.name(), points.style(), x, points.values()));
            }
        }
        return chart;
    }

    /**
     * Dots over categories, those of a category side by side. Of what lies below the axis an arrow
     * tells.
     *
     * @param frame size and titles
     * @param categories on the horizontal axis
     * @param series a value for each category, or none
     * @param scale of the vertical axis
     * @return the chart
     */
    public static XYChart dots(
            Frame frame, List<String> categories, List<Points> series, Scale scale) {
        XYChart chart = frame.chart();
        axes(chart, categories, scale);
        double apart = Math.min(0.16, 0.7 / Math.max(1, series.size()));
        for (int s = 0; s < series.size(); s++) {
            Points points = series.get(s);
            double aside = apart * (s - (series.size() - 1) / 2.0);
            int[] shown =
                    IntStream.range(0, categories.size())
                            .filter(i -> points.values().get(i).value() >= scale.low())
                            .toArray();
            if (shown.length > 0) {
                add(
                        chart,
                        new Line(
                                points.name(),
                                points.style(),
                                Arrays.stream(shown).mapToDouble(i -> i + aside).toArray(),
                                Arrays.stream(shown)
                                        .mapToObj(i -> above(points.values().get(i), scale.low()))
                                        .toList()));
            }
        }
        for (int i = 0; i < categories.size(); i++) {
            List<String> below = below(series, i, scale.low());
            for (int line = 0; line < below.size(); line++) {
                double height = 0.03 + 0.05 * (below.size() - 1 - line);
                CategoryAxis.write(chart, below.get(line), i, scale, height);
            }
        }
        return chart;
    }

    /** What lies below the axis: a line for each end of the series' names, such as "paper". */
    private static List<String> below(List<Points> series, int category, double low) {
        Map<String, DoubleSummaryStatistics> values = new LinkedHashMap<>();
        for (Points points : series) {
            double value = points.values().get(category).value();
            if (value < low) {
                String whose = points.name().replaceFirst(".*, ", "");
                values.computeIfAbsent(whose, w -> new DoubleSummaryStatistics()).accept(value);
            }
        }
        List<String> lines = new ArrayList<>();
        values.forEach(
                (whose, found) -> {
                    String least = String.format(Locale.ROOT, "%.1f", found.getMin());
                    String most = String.format(Locale.ROOT, "%.1f", found.getMax());
                    String range = least.equals(most) ? least : least + "\u2013" + most;
                    lines.add("\u2193 " + (values.size() > 1 ? whose + " " : "") + range);
                });
        return lines;
    }

    private static Range above(Range range, double low) {
        return new Range(range.value(), Math.max(low, range.low()), range.high());
    }

    private static void axes(XYChart chart, List<String> categories, Scale scale) {
        CategoryAxis.add(chart, categories, scale);
        chart.getStyler().setYAxisMin(scale.low()).setYAxisMax(scale.high());
        chart.getStyler().setYAxisLogarithmic(scale.logarithmic());
    }

    private static void style(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE).setChartFontColor(Color.BLACK);
        styler.setChartTitleFont(Palette.font(Font.BOLD, 15)).setChartTitleBoxVisible(false);
        styler.setLegendFont(Palette.font(Font.PLAIN, 13)).setLegendBorderColor(Color.WHITE);
        styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
        styler.setPlotBorderColor(Color.GRAY).setPlotContentSize(0.95).setToolTipsEnabled(false);
        styler.setAxisTitleFont(Palette.font(Font.PLAIN, 13))
                .setAxisTickLabelsFont(Palette.font(Font.PLAIN, 12));
        styler.setPlotGridLinesColor(new Color(0xDDDDDD)).setPlotMargin(0);
        styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
        styler.setXAxisDecimalPattern("0.###").setYAxisDecimalPattern("0.###");
        styler.setAnnotationTextFont(Palette.font(Font.PLAIN, 12));
    }
}
