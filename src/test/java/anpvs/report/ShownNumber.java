package anpvs.report;

import java.util.List;
import java.util.NavigableSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A number with a decimal point, as people read it; its sign is left out.
 *
 * @param text as it stands there
 * @param value what it means
 * @param decimals digits behind the point
 */
record ShownNumber(String text, double value, int decimals) {
    private static final Pattern NUMBER =
            Pattern.compile(
                    "(?<![\\w.,])((?:\\d{1,3}(?:,\\d{3})+|\\d+)\\.(\\d+))(?:([eE]-?\\d+))?(?![\\w.]*\\w)");

    /** {@return the numbers of a text, but for versions such as 1.9.0} */
    static List<ShownNumber> in(String text) {
        return NUMBER.matcher(text).results().map(ShownNumber::of).toList();
    }

    private static ShownNumber of(MatchResult match) {
        double value = Double.parseDouble(match.group().replace(",", ""));
        int decimals = match.group(2).length();
        int exponent = match.group(3) == null ? 0 : Integer.parseInt(match.group(3).substring(1));
        return new ShownNumber(match.group(), value, decimals - exponent);
    }

    /** {@return whether it is one of these numbers, or the per cent of one, rounded} */
    boolean isRoundedFrom(NavigableSet<Double> known) {
        double half = 0.5 * Math.pow(10, -decimals) * (1 + 1e-9) + 1e-12;
        return !known.subSet(value - half, true, value + half, true).isEmpty()
                || !known.subSet((value - half) / 100, true, (value + half) / 100, true).isEmpty();
    }
}
