package anpvs.metric;

import java.util.Arrays;

/** The value in the middle. */
public final class Median {
    private Median() {}

    /**
     * @param values at least one
     * @return their median; of an even number of values the mean of the two in the middle
     */
    public static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
