package anpvs.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Several tests at once: the step-down correction of Holm (1979). */
public final class Holm {
    private Holm() {}

    /**
     * @param p probabilities of single tests, 0 to 1, in any order
     * @return the adjusted ones in the same order: to reject those below 0.05 is wrong about any of
     *     them in one case of twenty at the most
     */
    public static double[] adjust(double[] p) {
        int[] order =
                IntStream.range(0, p.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> p[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, 1);
        double least = 0;
        for (int rank = 0; rank < order.length; rank++) {
            least = Math.max(least, Math.min(1, (p.length - rank) * p[order[rank]]));
            adjusted[order[rank]] = least;
        }
        return adjusted;
    }
}
