package anpvs.report;

import anpvs.method.Method;
import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a line is drawn.
 *
 * @param color of line and markers
 * @param marker at each point
 * @param stroke solid or dashed
 */
public record LineStyle(Color color, Marker marker, BasicStroke stroke) {
    /**
     * @param color of line and markers
     * @return a solid line with circles
     */
    static LineStyle solid(Color color) {
        return new LineStyle(color, SeriesMarkers.CIRCLE, SeriesLines.SOLID);
    }

    /**
     * @param color of the markers
     * @param marker at each point
     * @return dots that no line joins
     */
    static LineStyle dots(Color color, Marker marker) {
        return new LineStyle(color, marker, SeriesLines.NONE);
    }

    /**
     * @param method a method
     * @return the style of its lines in every chart; there are more methods than colours, and those
     *     of one colour differ in marker or stroke
     */
    static LineStyle of(Method method) {
        return new LineStyle(color(method), marker(method), stroke(method));
    }

    private static Color color(Method method) {
        return switch (method.id()) {
            case "standard", "anp-vs-vib" -> Charts.SKY;
            case "bp", "admm" -> Charts.GREY;
            case "at", "pretrained-at" -> Charts.BLUE;
            case "at-bnn", "trades" -> Charts.PURPLE;
            case "at-vs", "pat" -> Charts.GREEN;
            case "anp" -> Charts.ORANGE;
            case "anp-vs" -> Charts.VERMILLION;
            default -> Color.BLACK;
        };
    }

    private static Marker marker(Method method) {
        return switch (method.id()) {
            case "standard", "at", "anp", "anp-vs" -> SeriesMarkers.CIRCLE;
            case "bp", "at-bnn", "at-vs" -> SeriesMarkers.SQUARE;
            case "admm", "pretrained-at" -> SeriesMarkers.DIAMOND;
            case "trades", "pat" -> SeriesMarkers.TRIANGLE_UP;
            default -> SeriesMarkers.TRIANGLE_DOWN;
        };
    }

    private static BasicStroke stroke(Method method) {
        return switch (method.id()) {
            case "admm", "pretrained-at", "trades", "pat", "anp-vs-vib" -> SeriesLines.DASH_DASH;
            default -> SeriesLines.SOLID;
        };
    }

    /** Draws a series in this style. */
    void apply(MarkerSeries series) {
        series.setMarker(marker).setMarkerColor(color);
        series.setLineColor(color).setLineStyle(stroke).setLineWidth(2f);
    }
}
