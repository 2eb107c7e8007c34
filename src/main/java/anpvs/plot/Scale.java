package anpvs.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis or a colour scale.
 *
 * @param low value at its beginning
 * @param high value at its end, larger
 * @param logarithmic whether equal lengths are equal factors; both ends are positive then
 */
public record Scale(double low, double high, boolean logarithmic) {
    /** Checks the ends. */
    public Scale {
        if (!(low < high) || (logarithmic && !(low > 0))) {
            throw new IllegalArgumentException("scale from " + low + " to " + high);
        }
    }

    /** A linear scale; of equal ends it reaches a little further, so that it has a length. */
    public static Scale linear(double low, double high) {
        return new Scale(low, high > low ? high : low + Math.max(1e-9, Math.abs(low)), false);
    }

    /** A logarithmic scale of at least one decade. */
    public static Scale logarithmic(double low, double high) {
        return new Scale(low, Math.max(high, 10 * low), true);
    }

    /**
     * @param value a value
     * @return where it lies: 0 at the low end, 1 at the high end; beyond these outside
     */
    public double share(double value) {
        return logarithmic
                ? Math.log(Math.max(value, low * 1e-9) / low) / Math.log(high / low)
                : (value - low) / (high - low);
    }

    /**
     * @param most about how many
     * @return round values within the scale, rising; on a logarithmic one powers of ten, and where
     *     these are fewer than three also 2 and 5 times them
     */
    List<Double> ticks(int most) {
        if (logarithmic) {
            int every = (int) Math.max(1, Math.ceil(Math.log10(high / low) / most));
            List<Double> decades = powers(every, 1);
            return decades.size() < 3 ? powers(1, 1, 2, 5) : decades;
        }
        List<Double> ticks = new ArrayList<>();
        double raw = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power * (raw <= power ? 1 : raw <= 2 * power ? 2 : raw <= 5 * power ? 5 : 10);
        for (long i = (long) Math.ceil(low / step - 1e-6); i * step <= high + 1e-6 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private List<Double> powers(int every, int... factors) {
        List<Double> ticks = new ArrayList<>();
        int first = (int) Math.ceil(Math.log10(low) - 1e-9) - every;
        for (int e = first; Math.pow(10, e) <= high * (1 + 1e-9); e += every) {
            for (int factor : factors) {
                double tick = factor * Math.pow(10, e);
                if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    /**
     * @param value a value
     * @return at most three significant digits, with a true minus sign
     */
    public static String format(double value) {
        if (Math.abs(value) < 1e-12) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        String text = Math.abs(value) < 1e-4 ? rounded.toString() : rounded.toPlainString();
        return text.replace('-', '\u2212');
    }
}
