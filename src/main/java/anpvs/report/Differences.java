package anpvs.report;

import anpvs.metric.PairedDifference;
import java.util.Locale;

/** How tables write differences and their tests. */
final class Differences {
    private Differences() {}

    /** {@return such as {@code +1.22} or, with a true minus sign, {@code −0.51}} */
    static String signed(int decimals, double value) {
        return String.format(Locale.ROOT, "%+." + decimals + "f", value).replace('-', '\u2212');
    }

    /** {@return the 95 % interval, such as {@code +0.87 to +1.57}} */
    static String interval(int decimals, PairedDifference difference) {
        return signed(decimals, difference.low()) + " to " + signed(decimals, difference.high());
    }

    /** {@return such as {@code 0.047}} */
    static String probability(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }
}
