package anpvs.metric;

import java.util.BitSet;
import java.util.List;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

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
    private static final double Z = new NormalDistribution().inverseCumulativeProbability(0.975);

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
        double error = Math.sqrt(squares / (n - 1) / n);
        TDistribution t = new TDistribution(n - 1);
        double half = t.inverseCumulativeProbability(0.975) * error;
        double p;
        if (error == 0) {
            p = mean == 0 ? 1 : 0;
        } else {
            p = 2 * t.cumulativeProbability(-Math.abs(mean / error));
        }
        return new PairedDifference(mean, mean - half, mean + half, p, n);
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
        double n = (double) both + onlyFirst + onlySecond + neither;
        if (n < 1 || neither < 0) {
            throw new IllegalArgumentException("more right answers than images");
        }
        double first = (both + onlyFirst) / n;
        double second = (both + onlySecond) / n;
        double[] one = wilson(first, n);
        double[] two = wilson(second, n);
        double phi = correlation(both, onlyFirst, onlySecond, neither, n);
        double difference = first - second;
        double below = distance(first - one[0], two[1] - second, phi);
        double above = distance(one[1] - first, second - two[0], phi);
        // Not commons-math's BinomialTest: its two-sided p of 2 in 3 is 0.625, where it is 1.
        double tail =
                new BinomialDistribution(null, onlyFirst + onlySecond, 0.5)
                        .cumulativeProbability(Math.min(onlyFirst, onlySecond));
        double p = Math.min(1, 2 * tail);
        return new PairedDifference(
                100 * difference,
                100 * (difference - below),
                100 * (difference + above),
                p,
                (int) n);
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
        double one = first.percent() / 100;
        double two = second.percent() / 100;
        double[] left = wilson(one, first.images());
        double[] right = wilson(two, second.images());
        double difference = one - two;
        return new PairedDifference(
                100 * difference,
                100 * (difference - distance(one - left[0], right[1] - two, 0)),
                100 * (difference + distance(left[1] - one, two - right[0], 0)),
                fisher(first, second),
                0);
    }

    /** Both tails: all tables with these margins that are no likelier than the one seen. */
    private static double fisher(Accuracy first, Accuracy second) {
        int right = first.correct() + second.correct();
        HypergeometricDistribution tables =
                new HypergeometricDistribution(
                        null, first.images() + second.images(), right, first.images());
        // a hair's breadth, for tables that are equally likely but for rounding
        double seen = tables.probability(first.correct()) * (1 + 1e-7);
        double p = 0;
        for (int i = tables.getSupportLowerBound(); i <= tables.getSupportUpperBound(); i++) {
            double one = tables.probability(i);
            p += one <= seen ? one : 0;
        }
        return Math.min(1, p);
    }

    /** The score interval of one proportion (Wilson 1927). */
    private static double[] wilson(double share, double n) {
        double centre = share + Z * Z / (2 * n);
        double half = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        double scale = 1 + Z * Z / n;
        return new double[] {(centre - half) / scale, (centre + half) / scale};
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
