package anpvs.plot;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Axes around what is drawn on them. */
public final class Scales {
    private Scales() {}

    /**
     * @param series what is drawn
     * @return a linear scale from 0 to somewhat above the highest
     */
    public static Scale fromZero(List<Charts.Points> series) {
        double top = extreme(series, Range::top, true);
        return Scale.linear(0, Double.isNaN(top) || top <= 0 ? 1 : 1.08 * top);
    }

    /**
     * @param series what is drawn
     * @return a logarithmic scale around all positive values, its ends 1, 2 or 5 times a power of
     *     ten
     */
    public static Scale logarithmic(List<Charts.Points> series) {
        double low = extreme(series, r -> r.value() > 0 ? r.value() : Double.NaN, false);
        double high = extreme(series, Range::top, true);
        return Double.isNaN(low)
                ? Scale.logarithmic(0.01, 1)
                : Scale.logarithmic(below(low), 1 / below(1 / high));
    }

    private static double below(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        double factor = value / decade * (1 + 1e-9);
        return decade * (factor >= 5 ? 5 : factor >= 2 ? 2 : 1);
    }

    /**
     * @param series percentages
     * @return a linear scale around what exists, its ends round; one that would begin near 0 begins
     *     there
     */
    public static Scale percent(List<Charts.Points> series) {
        double low = extreme(series, Range::bottom, false);
        double high = extreme(series, Range::top, true);
        if (Double.isNaN(low)) {
            return Scale.linear(0, 100);
        }
        double step = high - low > 50 ? 10 : high - low > 20 ? 5 : high - low > 5 ? 1 : 0.5;
        double from = Math.max(0, step * Math.floor(low / step));
        double to = Math.min(100, step * (Math.floor(high / step) + 1));
        return Scale.linear(from < (to - from) / 2 ? 0 : from, to);
    }

    /** The largest or smallest of what exists; NaN if nothing does. */
    static double extreme(
            List<Charts.Points> series, ToDoubleFunction<Range> what, boolean largest) {
        double[] all =
                series.stream()
                        .flatMap(points -> points.values().stream())
                        .filter(Range::exists)
                        .mapToDouble(what)
                        .filter(v -> !Double.isNaN(v))
                        .sorted()
                        .toArray();
        return all.length == 0 ? Double.NaN : largest ? all[all.length - 1] : all[0];
    }
}
