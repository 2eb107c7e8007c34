package anpvs.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.model.Classifier;
import anpvs.model.CompactNetwork;
import anpvs.model.Network;
import anpvs.model.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What pruning saves in fact: time and bytes of the network that is rebuilt without the pruned
 * units, beside those of the masked one. Both compute logits in evaluation mode, of the same
 * images, in turn; the mask is multiplied into the weights of the whole network beforehand.
 *
 * @param batch images a batch
 * @param maskedMs median time of a batch through the whole network with its mask, ms
 * @param compactMs median time of a batch through the rebuilt network, ms
 * @param wholeBytes bytes of the weights of the whole network, without its mask
 * @param compactBytes bytes of all arrays of the rebuilt network
 * @param logitDifference largest difference of their logits, relative to the largest logit
 */
public record MeasuredCost(
        int batch,
        double maskedMs,
        double compactMs,
        long wholeBytes,
        long compactBytes,
        double logitDifference) {
    private static final int WARM_UP = 3;
    private static final int FEWEST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 40;
    private static final double SECONDS = 1;

    /**
     * Measures on this machine, in a second or a little more; what else runs there disturbs both
     * networks alike.
     *
     * @param network the architecture
     * @param masked the whole network with its mask
     * @param compact the same rebuilt
     * @param images a batch (N, C, H, W) float32 in [0, 1]
     * @return the measurement
     */
    public static MeasuredCost of(
            Network network, Classifier masked, CompactNetwork compact, NDArray images) {
        try (NDManager scope = images.getManager().newSubManager()) {
            Classifier small = compact.classifier(scope);
            double difference = difference(logits(masked, images), logits(small, images));
            List<Double> maskedTimes = new ArrayList<>();
            List<Double> compactTimes = new ArrayList<>();
            long start = System.nanoTime();
            for (int round = -WARM_UP; round < MOST_ROUNDS; round++) {
                double time = milliseconds(masked, images);
                double smallTime = milliseconds(small, images);
                if (round < 0) {
                    start = System.nanoTime();
                    continue;
                }
                maskedTimes.add(time);
                compactTimes.add(smallTime);
                boolean enough = System.nanoTime() - start > SECONDS * 1e9;
                if (enough && round + 1 >= FEWEST_ROUNDS) {
                    break;
                }
            }
            return new MeasuredCost(
                    (int) images.getShape().get(0),
                    median(maskedTimes),
                    median(compactTimes),
                    bytes(network),
                    compact.bytes(),
                    difference);
        }
    }

    /** {@return how many times faster the rebuilt network is} */
    public double speedUp() {
        return maskedMs / compactMs;
    }

    /** {@return bytes of the rebuilt network in percent of those of the whole one} */
    public double bytesPercent() {
        return 100.0 * compactBytes / wholeBytes;
    }

    private static float[] logits(Classifier classifier, NDArray images) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray view = images.stopGradient();
            view.attach(scope);
            return classifier.logits(view).toFloatArray(); // waits for the engine
        }
    }

    private static double milliseconds(Classifier classifier, NDArray images) {
        long start = System.nanoTime();
        logits(classifier, images);
        return (System.nanoTime() - start) / 1e6;
    }

    private static double difference(float[] expected, float[] found) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - found[i]));
        }
        return largest == 0 ? difference : difference / largest;
    }

    private static double median(List<Double> times) {
        return Median.of(times.stream().mapToDouble(time -> time).toArray());
    }

    private static long bytes(Network network) {
        return Float.BYTES
                * network.parameters().stream()
                        .map(ParameterSpec::shape)
                        .mapToLong(shape -> shape.size())
                        .sum();
    }
}
