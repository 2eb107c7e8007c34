package anpvs.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The expectation of a mask's units, one small chart for each layer, units in falling order. */
public final class MaskChart {
    private MaskChart() {}

    /**
     * @param title what the picture shows, above all panels
     * @param layers names of the layers and E[pi] of their units, in [0, 1]
     * @param threshold units at or below it are pruned
     * @return the picture, two panels wide
     */
    public static Drawing of(String title, Map<String, double[]> layers, double threshold) {
        List<Drawing> panels = new ArrayList<>();
        layers.forEach((name, values) -> panels.add(Drawing.of(panel(name, values, threshold))));
        return Drawing.panels(title, panels, 2);
    }

    private static XYChart panel(String name, double[] values, double threshold) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int kept = (int) Arrays.stream(values).filter(v -> v > threshold).count();
        // At most some 200 steps and the edge at which pruning begins: enough for the eye.
        int stride = Math.max(1, n / 200);
        // Two points at the end: of evenly spaced ones XChart labels as many as it can squeeze in.
        double[] x =
                IntStream.rangeClosed(0, n + 1)
                        .filter(i -> i % stride == 0 || i == kept || i >= n)
                        .mapToDouble(i -> i < n ? i : i == n ? n - 1e-3 : n)
                        .toArray();
        double[] y = Arrays.stream(x).map(i -> sorted[Math.max(0, n - 1 - (int) i)]).toArray();
        String title = name + ": " + kept + " of " + n + " units kept";
        XYChart chart =
                new Charts.Frame(430, 250, title, "unit, in falling order", "E[\u03c0]").panel();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler()
                .setYAxisMin(0.0)
                .setYAxisMax(1.0)
                .setXAxisMin(0.0)
                .setXAxisMax((double) n);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
        chart.getStyler().setXAxisTickMarkSpacingHint(60);
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Palette.BLUE);
        series.setFillColor(Palette.SKY);
        return chart;
    }
}
