package anpvs.report;

import anpvs.method.Method;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The look of every chart: colours that the colour-blind can tell apart, one font, a grid. */
public final class Charts {
    /** Colours of Okabe and Ito (2008). */
    public static final Color BLUE = new Color(0x0072B2);

    /** Colour of Okabe and Ito. */
    public static final Color SKY = new Color(0x56B4E9);

    /** Colour of Okabe and Ito. */
    public static final Color VERMILLION = new Color(0xD55E00);

    /** Colour of Okabe and Ito. */
    public static final Color ORANGE = new Color(0xE69F00);

    /** Colour of Okabe and Ito. */
    public static final Color GREEN = new Color(0x009E73);

    /** Colour of Okabe and Ito. */
    public static final Color PURPLE = new Color(0xCC79A7);

    /** Told from the others by its lightness. */
    public static final Color GREY = new Color(0x666666);

    private Charts() {}

    /**
     * One group of bars.
     *
     * @param name legend entry
     * @param color fill
     * @param values height for each category; NaN draws none
     * @param errors half length of the error bars for each category; NaN draws none
     */
    public record Bars(String name, Color color, List<Double> values, List<Double> errors) {}

    /**
     * One line.
     *
     * @param name legend entry
     * @param style of line and markers
     * @param x horizontal values
     * @param y vertical values
     * @param errors half length of the error bars; null for none
     */
    @SuppressWarnings("ArrayRecordComponent") // what XChart takes; two lines are never compared
    public record Line(String name, LineStyle style, double[] x, double[] y, double[] errors) {
        /** The line of a method, in its own style. */
        static Line of(Method method, double[] x, double[] y, double[] errors) {
            return new Line(method.label(), LineStyle.of(method), x, y, errors);
        }
    }

    /**
     * @param title what the chart shows
     * @param xTitle horizontal axis with its unit
     * @param yTitle vertical axis with its unit
     * @param categories groups on the horizontal axis
     * @param series bars of each group
     * @param max top of the vertical axis; null for automatic
     * @return grouped bars with error bars
     */
    public static CategoryChart bars(
            String title,
            String xTitle,
            String yTitle,
            List<String> categories,
            List<Bars> series,
            Double max) {
        // room for the names of the categories
        int width = Math.max(860, 110 * categories.size());
        return bars(width, title, xTitle, yTitle, categories, series, max);
    }

    /** As above, of a given width in CSS pixels: for panels. */
    static CategoryChart bars(
            int width,
            String title,
            String xTitle,
            String yTitle,
            List<String> categories,
            List<Bars> series,
            Double max) {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(width)
                        .height(440)
                        .title(title)
                        .xAxisTitle(xTitle)
                        .yAxisTitle(yTitle)
                        .build();
        style(chart.getStyler());
        chart.getStyler().setAvailableSpaceFill(0.8).setYAxisMin(0.0);
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        if (max != null) {
            chart.getStyler().setYAxisMax(max);
        }
        for (Bars bars : series) {
            // no bar and no tick where there is no value
            List<Double> errors = new ArrayList<>(bars.errors());
            errors.replaceAll(e -> e.isNaN() ? 0.0 : e);
            List<Double> heights = bars.values();
            chart.addSeries(bars.name(), categories, heights, errors).setFillColor(bars.color());
        }
        return chart;
    }

    /**
     * @param title what the chart shows
     * @param xTitle horizontal axis with its unit
     * @param yTitle vertical axis with its unit
     * @param lines the lines, each with markers at its points
     * @param max top of the vertical axis; null for automatic
     * @return lines from zero upwards
     */
    public static XYChart lines(
            String title, String xTitle, String yTitle, List<Line> lines, Double max) {
        XYChart chart =
                new XYChartBuilder()
                        .width(860)
                        .height(440)
                        .title(title)
                        .xAxisTitle(xTitle)
                        .yAxisTitle(yTitle)
                        .build();
        style(chart.getStyler());
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setMarkerSize(6);
        if (max != null) {
            chart.getStyler().setYAxisMax(max);
        }
        for (Line line : lines) {
            line.style().apply(chart.addSeries(line.name(), line.x(), line.y(), line.errors()));
        }
        return chart;
    }

    /**
     * Lines over categories, evenly spaced, with no legend: for panels that share one.
     *
     * @param title of the panel
     * @param xTitle horizontal axis with its unit
     * @param yTitle vertical axis with its unit
     * @param categories on the horizontal axis
     * @param series a value for each category; NaN leaves a gap
     * @param max top of the vertical axis; null for automatic
     * @return the panel, 470 CSS pixels wide
     */
    static CategoryChart categories(
            String title,
            String xTitle,
            String yTitle,
            List<String> categories,
            List<Points> series,
            Double max) {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(470)
                        .height(360)
                        .title(title)
                        .xAxisTitle(xTitle)
                        .yAxisTitle(yTitle)
                        .build();
        style(chart.getStyler());
        chart.getStyler().setChartTitleFont(font(Font.PLAIN, 13));
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
        // else the points of a category stand side by side, each at another place of the axis
        chart.getStyler().setOverlapped(true);
        chart.getStyler().setMarkerSize(7);
        if (max != null) {
            chart.getStyler().setYAxisMax(max);
        }
        for (Points points : series) {
            boolean gaps = points.values().stream().anyMatch(v -> v.isNaN());
            if (points.values().stream().allMatch(v -> v.isNaN())) {
                continue;
            }
            List<Double> y = points.values().stream().map(v -> v.isNaN() ? null : v).toList();
            List<Double> errors = points.errors().stream().map(e -> e.isNaN() ? 0.0 : e).toList();
            boolean bare = points.errors().stream().allMatch(e -> e.isNaN());
            // XChart draws a gap, but not together with error bars.
            CategorySeries line =
                    gaps || bare
                            ? chart.addSeries(points.name(), categories, y)
                            : chart.addSeries(points.name(), categories, y, errors);
            points.style().apply(line);
        }
        return chart;
    }

    /**
     * One line over categories.
     *
     * @param name legend entry
     * @param style of line and markers
     * @param values a value for each category; NaN leaves a gap
     * @param errors half length of the error bars for each category; NaN draws none
     */
    record Points(String name, LineStyle style, List<Double> values, List<Double> errors) {
        /** The line of a method, in its own style. */
        static Points of(Method method, List<Double> values, List<Double> errors) {
            return new Points(method.label(), LineStyle.of(method), values, errors);
        }
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    static void style(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE).setChartFontColor(Color.BLACK);
        styler.setChartTitleFont(font(Font.BOLD, 15)).setChartTitleBoxVisible(false);
        styler.setLegendFont(font(Font.PLAIN, 13)).setLegendBorderColor(Color.WHITE);
        styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
        styler.setPlotBorderColor(Color.GRAY).setPlotContentSize(0.95).setToolTipsEnabled(false);
        styler.setAxisTitleFont(font(Font.PLAIN, 13)).setAxisTickLabelsFont(font(Font.PLAIN, 12));
        styler.setPlotGridLinesColor(new Color(0xDDDDDD)).setPlotMargin(0);
        styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
        styler.setXAxisDecimalPattern("0.###").setYAxisDecimalPattern("0.###");
        styler.setErrorBarsColor(Color.BLACK).setErrorBarsColorSeriesColor(false);
    }
}
