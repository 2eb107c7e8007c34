package anpvs.plot;

/**
 * A value as a chart draws it, with how sure it is.
 *
 * @param value NaN where there is none
 * @param low lower end of its bar, at least 0; NaN where no bar is drawn
 * @param high upper end
 */
public record Range(double value, double low, double high) {
    /** No value. */
    public static final Range NONE = of(Double.NaN);

    /** What is drawn is never negative: accuracies, vulnerabilities. */
    public Range {
        low = Math.max(0, low);
    }

    /** {@return a value without a bar} */
    public static Range of(double value) {
        return new Range(value, Double.NaN, Double.NaN);
    }

    public boolean exists() {
        return !Double.isNaN(value);
    }

    public boolean hasBar() {
        return exists() && !Double.isNaN(high);
    }

    /** {@return the highest that is drawn} */
    public double top() {
        return hasBar() ? high : value;
    }

    /** {@return the lowest that is drawn} */
    public double bottom() {
        return hasBar() ? low : value;
    }
}
