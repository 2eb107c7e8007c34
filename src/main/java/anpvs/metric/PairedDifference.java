package anpvs.metric;

import java.util.BitSet;
import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.TTest;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;
import org.apache.commons.statistics.interval.NormalConfidenceInterval;

/**
 * The difference between two models that were measured on the same seeds or on the same images,
 * first minus second, with its 95 % interval.
 *
 * @param difference first minus second; of images in percentage points
 * @param low lower end of the 95 % interval
 * @param high upper end
 * @param p two-sided probability of a difference at least as large if there were none
 * @param pairs number of seeds or images; 0 if they are not paired
 */
public record PairedDifference(double difference, double low, double high, double p, int pairs) {
    /** What an interval leaves out. */
    private static final double ERROR_RATE = 0.05;

    /**
     * Student's paired t interval over seeds.
     *
     * @param first a value for each seed, at least two
     * @param second the other model's values, seeds in the same order
     * @return the mean difference; of differences that are all equal the interval is that point
     */
    public static PairedDifference bySeed(List<Double> first, List<Double> second) {
        int n = first.size();
        if (n < 2 || n != second.size()) {
            throw new IllegalArgumentException(
                    n + " and " + second.size() + " values; expected two or more pairs");
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (first.get(i) - second.get(i)) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double deviation = first.get(i) - second.get(i) - mean;
            squares += deviation * deviation;
        }
        double variance = squares / (n - 1);
        if (variance == 0) {
            return new PairedDifference(mean, mean, mean, mean == 0 ? 1 : 0, n);
        }
        Interval interval =
                NormalConfidenceInterval.MEAN.fromErrorRate(mean, variance, n, ERROR_RATE);
        return new PairedDifference(
                mean,
                interval.getLowerBound(),
                interval.getUpperBound(),
                TTest.withDefaults().test(mean, variance, n).getPValue(),
                n);
    }

    /**
     * Right answers on the same images: the exact test of McNemar (1947), and the score interval of
     * Newcombe (1998, Statistics in Medicine 17:2635, method 10).
     *
     * @param first images that the first model answers rightly
     * @param second images that the second does
     * @param images how many images, at least one
     * @return difference of the accuracies in percentage points
     */
    public static PairedDifference byImage(BitSet first, BitSet second, int images) {
        BitSet common = (BitSet) first.clone();
        common.and(second);
        int both = common.cardinality();
        int onlyFirst = first.cardinality() - both;
        int onlySecond = second.cardinality() - both;
        return byImage(both, onlyFirst, onlySecond, images - both - onlyFirst - onlySecond);
    }

    /** As above, from the four counts of images. */
    static PairedDifference byImage(int both, int onlyFirst, int onlySecond, int neither) {
        int n = both + onlyFirst + onlySecond + neither;
        if (n < 1 || neither < 0) {
            throw new IllegalArgumentException("more right answers than images");
        }
        // Not the library's BinomialTest: its two-sided p of 2 in 3 is 0.625, where it is 1.
        double tail =
                BinomialDistribution.of(onlyFirst + onlySecond, 0.5)
                        .cumulativeProbability(Math.min(onlyFirst, onlySecond));
        double p = Math.min(1, 2 * tail);
        return newcombe(
                new Accuracy(both + onlyFirst, n),
                new Accuracy(both + onlySecond, n),
                correlation(both, onlyFirst, onlySecond, neither, n),
                p,
                n);
    }

    /**
     * As if the two models had been measured on different images: the exact test of Fisher (1935),
     * and the score interval of Newcombe (1998, Statistics in Medicine 17:873, method 10). Of the
     * same images this doubts too much rather than too little, as models tend to err together.
     *
     * @param first what the first model gets right
     * @param second what the second does
     * @return difference of the accuracies in percentage points; the pairs are 0
     */
    public static PairedDifference unpaired(Accuracy first, Accuracy second) {
        int[][] table = {
            {first.correct(), first.images() - first.correct()},
            {second.correct(), second.images() - second.correct()}
        };
        return newcombe(
                first, second, 0, FisherExactTest.withDefaults().test(table).getPValue(), 0);
    }

    /** The score interval of a difference, from those of both shares and their correlation. */
    private static PairedDifference newcombe(
            Accuracy first, Accuracy second, double phi, double p, int pairs) {
        double one = first.percent() / 100;
        double two = second.percent() / 100;
        Interval left = wilson(first);
        Interval right = wilson(second);
        double below = distance(one - left.getLowerBound(), right.getUpperBound() - two, phi);
        double above = distance(left.getUpperBound() - one, two - right.getLowerBound(), phi);
        double difference = one - two;
        return new PairedDifference(
                100 * difference, 100 * (difference - below), 100 * (difference + above), p, pairs);
    }

    /** The score interval of one proportion (Wilson 1927). */
    private static Interval wilson(Accuracy of) {
        return BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(
                of.images(), of.correct(), ERROR_RATE);
    }

    /** The correlation of the two answers, with Newcombe's continuity correction. */
    private static double correlation(double both, double one, double two, double none, double n) {
        double product = (both + one) * (two + none) * (both + two) * (one + none);
        if (product == 0) {
            return 0;
        }
        double determinant = both * none - one * two;
        double corrected = determinant > 0 ? Math.max(determinant - n / 2, 0) : determinant;
        return corrected / Math.sqrt(product);
    }

    private static double distance(double a, double b, double phi) {
        return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
    }

    /** {@return whether the interval leaves out zero} */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }
}
