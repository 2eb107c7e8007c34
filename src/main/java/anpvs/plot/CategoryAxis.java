package anpvs.plot;

import java.awt.Font;
import java.util.List;
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

    private CategoryAxis() {}

    static void add(XYChart chart, List<String> names, Scale scale) {
        chart.getStyler().setXAxisMin(-0.6).setXAxisMax(names.size() - 0.4);
        // keeps the room of the labels that XChart would write
        chart.getStyler().setxAxisTickLabelsFormattingFunction(place -> " ");
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setAnnotationTextFont(Palette.font(Font.PLAIN, 11));
        for (int i = 0; i < names.size(); i++) {
            write(chart, names.get(i), i, scale, -BELOW / (chart.getHeight() - AROUND));
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
