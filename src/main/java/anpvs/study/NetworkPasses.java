package anpvs.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.attack.Attack;
import anpvs.data.Dataset;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.metric.Vulnerability;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import anpvs.store.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sends images through a trained network in evaluation mode, batch by batch. What it is given and
 * gives are numbers of Java: of each image its pixels in [0, 1], channel by channel, row by row.
 * Each call tells its progress and ends by an {@link anpvs.progress.InterruptedRun} when the thread
 * is interrupted.
 *
 * @param context where progress is told, and the data set of the network
 * @param run the network
 */
public record NetworkPasses(Context context, Run run) {
    /** As an evaluation takes them: accuracies are the same to the image. */
    private static final int SIZE = 250;

    /** What is done with a batch: images, and the number of its first one among all. */
    private interface Work<T> {
        T apply(Classifier network, NDArray x, int from);
    }

    private <T> List<T> of(String what, float[][] images, double passes, Work<T> work) {
        return WatchedMeasurement.of(
                context.progress(),
                what + ", " + run.spec().recipe().method().label(),
                images.length * passes,
                measuring -> measuring.with(run, network -> eachBatch(network, images, work)));
    }

    private <T> List<T> eachBatch(Classifier network, float[][] images, Work<T> work) {
        List<T> found = new ArrayList<>();
        for (int from = 0; from < images.length; from += SIZE) {
            try (NDManager manager = ComputeDevice.newManager()) {
                found.add(work.apply(network, batch(manager, images, from), from));
            }
        }
        return found;
    }

    private NDArray batch(NDManager manager, float[][] images, int from) {
        Dataset dataset = context.dataset();
        int count = Math.min(images.length - from, SIZE);
        int size = images[from].length;
        float[] all = new float[count * size];
        for (int i = 0; i < count; i++) {
            System.arraycopy(images[from + i], 0, all, i * size, size);
        }
        return manager.create(
                all, new Shape(count, dataset.channels(), dataset.size(), dataset.size()));
    }

    private static NDArray labels(NDArray x, int[] labels, int from) {
        float[] some = new float[(int) x.getShape().get(0)];
        for (int i = 0; i < some.length; i++) {
            some[i] = labels[from + i];
        }
        return x.getManager().create(some);
    }

    /** {@return an array (N, ...) as N rows of numbers} */
    static float[][] rows(NDArray array) {
        float[] all = array.toFloatArray();
        int rows = (int) array.getShape().get(0);
        int each = all.length / rows;
        float[][] split = new float[rows][];
        for (int i = 0; i < rows; i++) {
            split[i] = Arrays.copyOfRange(all, i * each, (i + 1) * each);
        }
        return split;
    }

    /** {@return the place of the largest number, of equal ones the first} */
    public static int largest(float... row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    private static float[][] joined(List<float[][]> batches) {
        return batches.stream().flatMap(Arrays::stream).toArray(float[][]::new);
    }

    /**
     * @param images to be classified
     * @return for each image a number for each class, before the softmax
     */
    public float[][] logits(float[][] images) {
        return joined(of("logits", images, 1, (network, x, from) -> rows(network.logits(x))));
    }

    /**
     * @param images any
     * @return for each latent layer z1, z2, .. and each image its features
     */
    public List<float[][]> latents(float[][] images) {
        List<List<float[][]>> batches =
                of(
                        "latents",
                        images,
                        1,
                        (network, x, from) ->
                                network.forward(x).latents().stream()
                                        .map(NetworkPasses::rows)
                                        .toList());
        List<float[][]> layers = new ArrayList<>();
        for (int layer = 0; layer < batches.get(0).size(); layer++) {
            int l = layer;
            layers.add(joined(batches.stream().map(batch -> batch.get(l)).toList()));
        }
        return layers;
    }

    /**
     * @param images any
     * @param labels their classes
     * @return for each image the gradient of its cross-entropy by its pixels
     */
    public float[][] gradient(float[][] images, int... labels) {
        return joined(
                of(
                        "gradient",
                        images,
                        1,
                        (network, x, from) ->
                                rows(
                                        InputGradient.crossEntropy(
                                                network, x, labels(x, labels, from)))));
    }

    /**
     * @param what is done, for the progress
     * @param attack any
     * @param passes about how many of each image through the network, at most
     * @param images to be attacked
     * @param labels their classes
     * @return the attacked images
     */
    public float[][] perturb(
            String what, Attack attack, double passes, float[][] images, int... labels) {
        return joined(
                of(
                        what,
                        images,
                        passes,
                        (network, x, from) -> {
                            RandomStream random = RandomStream.of(0, Purpose.ATTACK, 4L * from);
                            NDArray y = labels(x, labels, from);
                            return rows(attack.perturb(network, x, y, random));
                        }));
    }

    /**
     * @param images one image or more
     * @param adversarial the same after an attack
     * @return their vulnerability (Eq. 1 and 2)
     */
    public Vulnerability vulnerability(float[][] images, float[][] adversarial) {
        Vulnerability v = new Vulnerability();
        of(
                "vulnerability",
                images,
                2,
                (network, x, from) -> {
                    NDArray changed = batch(x.getManager(), adversarial, from);
                    v.add(network.forward(x), network.forward(changed));
                    return from;
                });
        return v;
    }
}
