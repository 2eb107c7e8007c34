package anpvs.report;

import anpvs.method.Method;
import anpvs.plot.Charts;
import anpvs.plot.LineStyle;
import anpvs.plot.Palette;
import anpvs.plot.Range;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a method is drawn in every chart; there are more methods than colours, and those of one
 * colour, or of nearly one grey, differ in marker or stroke.
 */
public final class MethodStyle {
    private MethodStyle() {}

    /** {@return the style of a method's lines} */
    public static LineStyle of(Method method) {
        return new LineStyle(color(method), marker(method), stroke(method));
    }

    /** {@return the line of a method through these points, with their bars} */
    public static Charts.Line line(Method method, double[] x, List<Range> y) {
        return new Charts.Line(method.label(), of(method), x, y);
    }

    /** {@return what stands over categories of a method} */
    public static Charts.Points points(Method method, List<Range> values) {
        return new Charts.Points(method.label(), of(method), values);
    }

    private static Color color(Method method) {
        return switch (method.id()) {
            case "standard", "anp-vs-vib" -> Palette.SKY;
            case "bp", "admm" -> Palette.GREY;
            case "at", "pretrained-at" -> Palette.BLUE;
            case "at-bnn", "trades" -> Palette.PURPLE;
            case "at-vs", "pat" -> Palette.GREEN;
            case "anp" -> Palette.ORANGE;
            case "anp-vs" -> Palette.VERMILLION;
            default -> Color.BLACK;
        };
    }

    private static Marker marker(Method method) {
        return switch (method.id()) {
            case "standard", "at" -> SeriesMarkers.CIRCLE;
            case "bp", "at-bnn", "pat" -> SeriesMarkers.SQUARE;
            case "admm", "anp-vs" -> SeriesMarkers.DIAMOND;
            case "trades", "anp" -> SeriesMarkers.TRIANGLE_UP;
            default -> SeriesMarkers.TRIANGLE_DOWN;
        };
    }

    private static BasicStroke stroke(Method method) {
        return switch (method.id()) {
            case "admm", "pretrained-at", "trades", "pat", "anp-vs-vib" -> SeriesLines.DASH_DASH;
            default -> SeriesLines.SOLID;
        };
    }
}
