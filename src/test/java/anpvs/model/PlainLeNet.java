package anpvs.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** LeNet-5-Caffe by its definition: image by image, loops over plain arrays. */
public final class PlainLeNet {
    /** Units of all masks. */
    public static final int UNITS = 1370;

    private static final int PIXELS = 784;

    private PlainLeNet() {}

    /** Latents, those of convolutions before the pooling, the third before its mask, and logits. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    private record Pass(double[] z1, double[] z2, double[] z3, double[] logits) {
        /**
         * {@return V: the mean of |z - z~| over the features of each layer, then over the layers}
         */
        double vulnerability(Pass other) {
            return (distance(z1, other.z1) + distance(z2, other.z2) + distance(z3, other.z3)) / 3;
        }
    }

    /** {@return the logits of one image (784) with its mask (1370)} */
    public static float[] logits(float[] image, Weights weights, float[] mask) {
        double[] logits = pass(image, weights, doubles(mask)).logits;
        float[] result = new float[logits.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) logits[i];
        }
        return result;
    }

    /** {@return the pass of one image (784) with its mask (1370)} */
    private static Pass pass(float[] image, Weights weights, double[] mask) {
        double[] z1 = conv(doubles(image), 1, 28, weights, "conv1", mask, 0);
        double[] z2 = conv(pool(z1, 20, 24), 20, 12, weights, "conv2", mask, 20);
        double[] h = pool(z2, 50, 8);
        for (int i = 0; i < h.length; i++) {
            h[i] *= mask[70 + i];
        }
        double[] z3 = dense(h, weights, "dense3");
        double[] masked = new double[z3.length];
        for (int i = 0; i < z3.length; i++) {
            z3[i] = Math.max(0, z3[i]);
            masked[i] = z3[i] * mask[870 + i];
        }
        return new Pass(z1, z2, z3, dense(masked, weights, "dense4"));
    }

    /** {@return V of a batch: the mean over its images, each with its part of the masks} */
    public static double vulnerability(
            Weights weights, float[] images, double[] masks, float[] changed, double[] others) {
        List<Pass> before = passes(images, weights, masks);
        List<Pass> after = passes(changed, weights, others);
        return IntStream.range(0, before.size())
                .mapToDouble(n -> before.get(n).vulnerability(after.get(n)))
                .average()
                .orElseThrow();
    }

    /** {@return the mean cross-entropy of a batch, each image with its part of the masks} */
    public static double crossEntropy(
            Weights weights, float[] images, double[] masks, float[] classes) {
        List<Pass> passes = passes(images, weights, masks);
        double sum = 0;
        for (int n = 0; n < passes.size(); n++) {
            double[] logits = passes.get(n).logits;
            double partition = Arrays.stream(logits).map(Math::exp).sum();
            sum += Math.log(partition) - logits[(int) classes[n]];
        }
        return sum / passes.size();
    }

    private static List<Pass> passes(float[] images, Weights weights, double[] masks) {
        return IntStream.range(0, images.length / PIXELS)
                .mapToObj(
                        n ->
                                pass(
                                        Arrays.copyOfRange(images, n * PIXELS, (n + 1) * PIXELS),
                                        weights,
                                        Arrays.copyOfRange(masks, n * UNITS, (n + 1) * UNITS)))
                .toList();
    }

    private static double distance(double[] z, double[] other) {
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            sum += Math.abs(z[i] - other[i]);
        }
        return sum / z.length;
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    private static double[] conv(
            double[] in,
            int channels,
            int size,
            Weights weights,
            String layer,
            double[] m,
            int at) {
        float[] w = weights.get(layer + ".weight").toFloatArray();
        float[] b = weights.get(layer + ".bias").toFloatArray();
        int out = size - 4;
        double[] result = new double[b.length * out * out];
        for (int o = 0; o < b.length; o++) {
            for (int y = 0; y < out; y++) {
                for (int x = 0; x < out; x++) {
                    double sum = b[o];
                    for (int c = 0; c < channels; c++) {
                        for (int k = 0; k < 25; k++) {
                            sum +=
                                    w[(o * channels + c) * 25 + k]
                                            * in[(c * size + y + k / 5) * size + x + k % 5];
                        }
                    }
                    result[(o * out + y) * out + x] = Math.max(0, sum * m[at + o]);
                }
            }
        }
        return result;
    }

    private static double[] pool(double[] in, int channels, int size) {
        int half = size / 2;
        double[] result = new double[channels * half * half];
        for (int i = 0; i < result.length; i++) {
            int x = i % half;
            int y = i / half % half;
            int from = (i / half / half * size + 2 * y) * size + 2 * x;
            result[i] =
                    Math.max(
                            Math.max(in[from], in[from + 1]),
                            Math.max(in[from + size], in[from + size + 1]));
        }
        return result;
    }

    private static double[] dense(double[] in, Weights weights, String layer) {
        float[] w = weights.get(layer + ".weight").toFloatArray();
        float[] b = weights.get(layer + ".bias").toFloatArray();
        double[] result = new double[b.length];
        for (int o = 0; o < b.length; o++) {
            result[o] = b[o];
            for (int i = 0; i < in.length; i++) {
                result[o] += w[o * in.length + i] * in[i];
            }
        }
        return result;
    }
}
