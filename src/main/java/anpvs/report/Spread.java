package anpvs.report;

import java.util.Collection;

/**
 * Mean and standard deviation over seeds.
 *
 * @param mean arithmetic mean
 * @param sd sample standard deviation (n - 1); NaN for one seed
 * @param seeds number of values
 */
public record Spread(double mean, double sd, int seeds) {
    /**
     * @param values one value for each seed, at least one
     * @return their mean and spread
     */
    public static Spread of(Collection<Double> values) {
        int n = values.size();
        if (n == 0) {
            throw new IllegalArgumentException("no values");
        }
        double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
        double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Spread(mean, n > 1 ? Math.sqrt(squares / (n - 1)) : Double.NaN, n);
    }

    /**
     * @param decimals decimals of both numbers
     * @return such as {@code 97.62 ± 0.10}; the mean alone for one seed
     */
    public String format(int decimals) {
        String spread = seeds > 1 ? " \u00b1 " + Numbers.fixed(decimals, sd) : "";
        return (Numbers.fixed(decimals, mean) + spread).replace('-', '\u2212');
    }
}
