package anpvs.check;

import anpvs.Texts;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A number that a check found.
 *
 * @param label what it is, such as {@code PGD}
 * @param at where on a curve, such as the number of steps; null for a number that stands alone
 * @param value the number
 * @param unit {@code %} or empty
 */
public record Measure(String label, Double at, double value, String unit) {
    static Measure percent(String label, double value) {
        return new Measure(label, null, value, "%");
    }

    /** A point of a curve. */
    static Measure percent(String label, double at, double value) {
        return new Measure(label, at, value, "%");
    }

    /** A number without a unit. */
    static Measure of(String label, double value) {
        return new Measure(label, null, value, "");
    }

    /** {@return the number with its unit, for people} */
    public String text() {
        if (unit.equals("%")) {
            return Texts.format("%.1f %%", value);
        }
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        return rounded.signum() != 0 && rounded.abs().compareTo(new BigDecimal("1e-4")) < 0
                ? Texts.format("%.1e", value)
                : rounded.toPlainString();
    }
}
