package anpvs.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;

/**
 * How a line is drawn.
 *
 * @param color of line and markers
 * @param marker at each point
 * @param stroke solid or dashed
 */
public record LineStyle(Color color, Marker marker, BasicStroke stroke) {
    /**
     * @param color of the markers
     * @param marker at each point
     * @return dots that no line joins
     */
    public static LineStyle dots(Color color, Marker marker) {
        return new LineStyle(color, marker, SeriesLines.NONE);
    }

    /** Draws a series in this style. */
    void apply(MarkerSeries series) {
        series.setMarker(marker).setMarkerColor(color);
        series.setLineColor(color).setLineStyle(stroke).setLineWidth(2f);
    }
}
