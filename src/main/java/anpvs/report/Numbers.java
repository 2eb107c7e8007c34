package anpvs.report;

import anpvs.Texts;
import anpvs.metric.Accuracy;
import anpvs.metric.PairedDifference;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.IntSummaryStatistics;
import java.util.Locale;

/** How tables write numbers. */
public final class Numbers {
    private Numbers() {}

    /** {@return such as {@code 1.22}} */
    public static String fixed(int decimals, double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** {@return such as {@code +1.22} or, with a true minus sign, {@code −0.51}} */
    public static String signed(int decimals, double value) {
        return String.format(Locale.ROOT, "%+." + decimals + "f", value).replace('-', '\u2212');
    }

    /** {@return the 95 % interval, such as {@code +0.87 to +1.57}} */
    public static String interval(int decimals, PairedDifference difference) {
        return signed(decimals, difference.low()) + " to " + signed(decimals, difference.high());
    }

    /** {@return the 95 % interval of an accuracy in per cent, such as {@code 78.2–79.7}} */
    public static String interval(int decimals, Accuracy accuracy) {
        return fixed(decimals, accuracy.lowPercent())
                + "\u2013"
                + fixed(decimals, accuracy.highPercent());
    }

    /** {@return such as {@code 10,000} or, where they differ, {@code 1,000 to 10,000}} */
    public static String range(IntSummaryStatistics numbers) {
        String most = Texts.format("%,d", numbers.getMax());
        return numbers.getMin() == numbers.getMax()
                ? most
                : Texts.format("%,d to %s", numbers.getMin(), most);
    }

    /** {@return such as {@code 3 seeds} or, where rows differ, {@code 1 to 3 seeds}} */
    public static String seeds(int fewest, int most) {
        String range = fewest == most ? "" + most : fewest + " to " + most;
        return range + (most == 1 ? " seed" : " seeds");
    }

    /** {@return such as {@code 0.047}} */
    public static String probability(double p) {
        return p < 0.001 ? "< 0.001" : Texts.format("%.3f", p);
    }

    /**
     * @param value a number
     * @return at most three decimals, below 0.001 three digits; no trailing zeros
     */
    public static String decimal(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal rounded =
                Math.abs(value) < 1e-3
                        ? exact.round(new MathContext(3, RoundingMode.HALF_UP))
                        : exact.setScale(3, RoundingMode.HALF_UP);
        return rounded.stripTrailingZeros().toPlainString();
    }
}
