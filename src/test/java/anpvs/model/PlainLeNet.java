package anpvs.model;

/** LeNet-5-Caffe by its definition: one image, loops over plain arrays. */
public final class PlainLeNet {
    private PlainLeNet() {}

    /** {@return the logits of one image (784) with its mask (1370)} */
    public static float[] logits(float[] image, Weights weights, float[] mask) {
        double[] input = new double[image.length];
        for (int i = 0; i < input.length; i++) {
            input[i] = image[i];
        }
        double[] h = pool(conv(input, 1, 28, weights, "conv1", mask, 0), 20, 24);
        h = pool(conv(h, 20, 12, weights, "conv2", mask, 20), 50, 8);
        for (int i = 0; i < h.length; i++) {
            h[i] *= mask[70 + i];
        }
        h = dense(h, weights, "dense3");
        for (int i = 0; i < h.length; i++) {
            h[i] = Math.max(0, h[i]) * mask[870 + i];
        }
        double[] logits = dense(h, weights, "dense4");
        float[] result = new float[logits.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) logits[i];
        }
        return result;
    }

    private static double[] conv(
            double[] in, int channels, int size, Weights weights, String layer, float[] m, int at) {
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
