package anpvs.check;

import anpvs.UserError;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * LeNet-5-Caffe and VGG-16 in evaluation mode by their definitions, in double precision and without
 * the engine: loops over the arrays of an exported model, mask and batch normalisation not
 * multiplied in. One image at a time, slow.
 */
public final class PlainNetwork {
    /** Convolutions of VGG-16 behind which the map is halved. */
    private static final Set<Integer> POOLED = Set.of(2, 4, 7, 10, 13);

    private static final int VGG_CONVOLUTIONS = 13;
    private static final double THRESHOLD = 1e-3;
    private static final double NORM_EPSILON = 1e-3;

    private final Map<String, float[]> arrays;
    private final boolean rounded;
    private final boolean vgg;
    private final double[][] masks = new double[VGG_CONVOLUTIONS + 3][];

    /**
     * @param arrays an exported model's, by their names: {@code conv1.weight}, {@code mask1.a_uc}
     *     ..
     * @param rounded whether each kept unit of the mask counts fully
     * @throws UserError if an array is missing
     */
    public PlainNetwork(Map<String, float[]> arrays, boolean rounded) {
        this.arrays = Map.copyOf(arrays);
        this.rounded = rounded;
        this.vgg = arrays.containsKey("conv" + VGG_CONVOLUTIONS + ".weight");
        for (int layer = 1; layer < masks.length; layer++) {
            masks[layer] = mask("mask" + layer + ".");
        }
    }

    private float[] array(String name) {
        float[] array = arrays.get(name);
        if (array == null) {
            throw new UserError("array " + name + " is missing; there are " + arrays.keySet());
        }
        return array;
    }

    /** E[pi] = b Gamma(1 + 1/a) Gamma(b) / Gamma(1 + 1/a + b), or of a VIB mask its mean. */
    private double[] mask(String prefix) {
        if (arrays.containsKey(prefix + "mu")) {
            float[] mu = array(prefix + "mu");
            float[] logvar = array(prefix + "logvar");
            double[] mask = new double[mu.length];
            for (int k = 0; k < mask.length; k++) {
                double logAlpha = logvar[k] - Math.log((double) mu[k] * mu[k] + 1e-8);
                mask[k] = logAlpha < 0 ? mu[k] : 0;
            }
            return mask;
        }
        if (!arrays.containsKey(prefix + "a_uc")) {
            return null;
        }
        float[] aUc = array(prefix + "a_uc");
        float[] bUc = array(prefix + "b_uc");
        double[] mask = new double[aUc.length];
        for (int k = 0; k < mask.length; k++) {
            double a = softplus(Math.max(aUc[k], -10));
            double b = softplus(Math.min(Math.max(bUc[k], -10), 50));
            double logarithm =
                    Math.log(b)
                            + LogGamma.value(1 + 1 / a)
                            + LogGamma.value(b)
                            - LogGamma.value(1 + 1 / a + b);
            double expected = Math.exp(logarithm);
            mask[k] = expected <= THRESHOLD ? 0 : rounded ? 1 : expected;
        }
        return mask;
    }

    private static double softplus(double x) {
        return x > 30 ? x : Math.log1p(Math.exp(x));
    }

    /**
     * @param image one image (C H W) in [0, 1]
     * @return its logits
     */
    public double[] logits(double[] image) {
        return vgg ? vgg(standardised(image)) : lenet(image);
    }

    private double[] lenet(double[] image) {
        double[] h = convolved(image, "conv1", 5, 0);
        h = pooled(relu(masked(h, 1)), length("conv1.bias"));
        h = convolved(h, "conv2", 5, 0);
        h = pooled(relu(masked(h, 2)), length("conv2.bias"));
        h = relu(dense(masked(h, 3), "dense3"));
        return dense(masked(h, 4), "dense4");
    }

    private double[] vgg(double[] image) {
        double[] h = image;
        for (int layer = 1; layer <= VGG_CONVOLUTIONS; layer++) {
            h = masked(convolved(h, "conv" + layer, 3, 1), layer);
            h = relu(normalised(h, "bn" + layer));
            h = POOLED.contains(layer) ? pooled(h, length("conv" + layer + ".bias")) : h;
        }
        h = relu(normalised(dense(masked(h, 14), "dense14"), "bn14"));
        return dense(masked(h, 15), "dense15");
    }

    private int length(String name) {
        return array(name).length;
    }

    private static double[] standardised(double[] image) {
        double mean = 0;
        for (double pixel : image) {
            mean += pixel / image.length;
        }
        double variance = 0;
        for (double pixel : image) {
            variance += (pixel - mean) * (pixel - mean) / image.length;
        }
        // the published code works on the scale 0 .. 255
        double deviation = Math.max(Math.sqrt(variance), 1 / Math.sqrt(image.length) / 255);
        double[] result = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            result[i] = (image[i] - mean) / deviation;
        }
        return result;
    }

    private double[] convolved(double[] in, String layer, int kernel, int padding) {
        float[] weight = array(layer + ".weight");
        float[] bias = array(layer + ".bias");
        int channels = weight.length / (bias.length * kernel * kernel);
        int size = side(in.length, channels);
        int outSize = size + 2 * padding - kernel + 1;
        double[] out = new double[bias.length * outSize * outSize];
        for (int o = 0; o < bias.length; o++) {
            int base = o * outSize * outSize;
            Arrays.fill(out, base, base + outSize * outSize, bias[o]);
            for (int tap = 0; tap < channels * kernel * kernel; tap++) {
                double w = weight[o * channels * kernel * kernel + tap];
                int channel = tap / (kernel * kernel);
                int down = tap / kernel % kernel - padding;
                int right = tap % kernel - padding;
                for (int y = Math.max(0, -down); y < Math.min(outSize, size - down); y++) {
                    int to = base + y * outSize;
                    int from = (channel * size + y + down) * size + right;
                    int end = Math.min(outSize, size - right);
                    for (int x = Math.max(0, -right); x < end; x++) {
                        out[to + x] += w * in[from + x];
                    }
                }
            }
        }
        return out;
    }

    /** One value of the mask for each channel or, of a vector, for each element. */
    private double[] masked(double[] in, int layer) {
        double[] mask = masks[layer];
        if (mask == null) {
            return in;
        }
        int area = in.length / mask.length;
        double[] out = new double[in.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = in[i] * mask[i / area];
        }
        return out;
    }

    private static double[] relu(double[] in) {
        double[] out = new double[in.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.max(0, in[i]);
        }
        return out;
    }

    private double[] normalised(double[] in, String layer) {
        float[] mean = array(layer + ".running_mean");
        float[] variance = array(layer + ".running_var");
        float[] gamma = array(layer + ".weight");
        float[] beta = array(layer + ".bias");
        int area = in.length / mean.length;
        double[] out = new double[in.length];
        for (int i = 0; i < out.length; i++) {
            int c = i / area;
            out[i] = gamma[c] * (in[i] - mean[c]) / Math.sqrt(variance[c] + NORM_EPSILON) + beta[c];
        }
        return out;
    }

    private static double[] pooled(double[] in, int channels) {
        int size = side(in.length, channels);
        int half = size / 2;
        double[] out = new double[channels * half * half];
        for (int i = 0; i < out.length; i++) {
            int from = (i / (half * half) * size + i / half % half * 2) * size + i % half * 2;
            out[i] =
                    Math.max(
                            Math.max(in[from], in[from + 1]),
                            Math.max(in[from + size], in[from + size + 1]));
        }
        return out;
    }

    private static int side(int length, int channels) {
        return (int) Math.round(Math.sqrt(length / (double) channels));
    }

    private double[] dense(double[] in, String layer) {
        float[] matrix = array(layer + ".weight");
        float[] bias = array(layer + ".bias");
        double[] out = new double[bias.length];
        for (int o = 0; o < out.length; o++) {
            double sum = bias[o];
            for (int i = 0; i < in.length; i++) {
                sum += (double) matrix[o * in.length + i] * in[i];
            }
            out[o] = sum;
        }
        return out;
    }
}
