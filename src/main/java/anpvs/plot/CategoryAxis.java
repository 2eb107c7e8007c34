package anpvs.plot;

import java.awt.Font;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;

/**
 * Names below the whole numbers of an XY chart. XChart's own chart of categories draws neither gaps
 * together with error bars, nor bars that are longer on one side.
 */
final class CategoryAxis {
    /** How far below the plot the names stand, and what else takes height, in CSS pixels. */
    private static final double BELOW = 16;

    private static final double AROUND = 100;

    /** How wide a digit is, and what else beside the plot takes width, in CSS pixels. */
    private static final double DIGIT = 6.6;

    private static final double BESIDE = 50;

    /** XChart leaves a fortieth of the plot free at each end. */
    private static final double FREE = 0.025;

    private CategoryAxis() {}

    static void add(XYChart chart, List<String> names, Scale scale) {
        chart.getStyler().setXAxisMin(-0.6).setXAxisMax(names.size() - 0.4);
        // keeps the room of the labels that XChart would write
        chart.getStyler().setxAxisTickLabelsFormattingFunction(place -> " ");
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setAnnotationTextFont(Palette.font(Font.PLAIN, 11));
        if (scale.logarithmic()) {
            betweenDecades(chart, names.size(), scale);
        }
        for (int i = 0; i < names.size(); i++) {
            write(chart, names.get(i), i, scale, -BELOW / (chart.getHeight() - AROUND));
        }
    }

    /**
     * Writes the numbers that XChart leaves out of a logarithmic axis: it has powers of ten alone.
     */
    private static void betweenDecades(XYChart chart, int names, Scale scale) {
        List<Double> ticks = scale.ticks(5);
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(ticks.get(0)) - 1e-9));
        chart.getStyler().setYAxisDecimalPattern(decimals == 0 ? "0" : "0." + "0".repeat(decimals));
        double wide = DIGIT * (decimals + 2);
        double plot = chart.getWidth() - BESIDE - wide;
        double place = (1 - 2 * FREE) * plot / (names + 0.2);
        double left = -0.6 - (FREE * plot + 6 + wide / 2) / place;
        for (double tick : ticks) {
            if (Math.abs(Math.log10(tick) - Math.rint(Math.log10(tick))) > 1e-9) {
                String text = String.format(Locale.ROOT, "%." + decimals + "f", tick);
                write(chart, text, left, scale, scale.share(tick));
            }
        }
    }

    /**
     * @param chart gets the text
     * @param text what to write, its centre at the place
     * @param x horizontal place
     * @param scale of the vertical axis
     * @param share vertical place: 0 at the low end, 1 at the high end
     */
    static void write(XYChart chart, String text, double x, Scale scale, double share) {
        double y =
                scale.logarithmic()
                        ? scale.low() * Math.pow(scale.high() / scale.low(), share)
                        : scale.low() + share * (scale.high() - scale.low());
        chart.addAnnotation(new AnnotationText(text, x, y, false));
    }
}
