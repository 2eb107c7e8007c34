package anpvs.model;

import java.util.ArrayList;
import java.util.List;

/** The evaluation of VGG-16 in plain Java, with no engine: slow, and written from the paper. */
final class PlainVgg {
    private PlainVgg() {}

    /**
     * @param mask one value for each unit of all masks
     * @return z_1 .. z_13, z_14a, z_14b and the logits of one image
     */
    static List<double[]> forward(Vgg16 network, Weights weights, float[] image, float[] mask) {
        List<double[]> result = new ArrayList<>();
        double[] h = standardised(image);
        int unit = 0;
        int layer = 0;
        for (Vgg16.Block block : network.blocks()) {
            layer++;
            double[] map = convolve(h, weights, layer, block);
            int area = block.size() * block.size();
            for (int i = 0; i < map.length; i++) {
                map[i] *= mask[unit + i / area];
            }
            double[] z = activated(map, weights, "bn" + layer, area);
            unit += block.outputs();
            result.add(z);
            h = block.pooled() ? pool(z, block.outputs(), block.size()) : z;
        }
        double[] first = dense(masked(h, mask, unit), weights, "dense14");
        result.add(first);
        double[] second = activated(first, weights, "bn14", 1);
        result.add(second);
        result.add(dense(masked(second, mask, unit + h.length), weights, "dense15"));
        return result;
    }

    private static double[] standardised(float[] image) {
        double mean = 0;
        for (float pixel : image) {
            mean += pixel / (double) image.length;
        }
        double variance = 0;
        for (float pixel : image) {
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

    private static double[] convolve(double[] in, Weights weights, int layer, Vgg16.Block block) {
        float[] kernel = weights.get("conv" + layer + ".weight").toFloatArray();
        float[] bias = weights.get("conv" + layer + ".bias").toFloatArray();
        int size = block.size();
        double[] out = new double[block.outputs() * size * size];
        for (int i = 0; i < out.length; i++) {
            int o = i / (size * size);
            int y = i / size % size;
            int x = i % size;
            double sum = bias[o];
            for (int k = 0; k < block.inputs() * 9; k++) {
                int c = k / 9;
                int row = y + k % 9 / 3 - 1;
                int column = x + k % 3 - 1;
                if (row >= 0 && row < size && column >= 0 && column < size) {
                    sum +=
                            kernel[o * block.inputs() * 9 + k]
                                    * in[(c * size + row) * size + column];
                }
            }
            out[i] = sum;
        }
        return out;
    }

    /** Batch normalisation by the running statistics, then ReLU. */
    private static double[] activated(double[] in, Weights weights, String layer, int area) {
        float[] mean = weights.get(layer + ".running_mean").toFloatArray();
        float[] variance = weights.get(layer + ".running_var").toFloatArray();
        float[] gamma = weights.get(layer + ".weight").toFloatArray();
        float[] beta = weights.get(layer + ".bias").toFloatArray();
        double[] out = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            int c = i / area;
            double scaled = gamma[c] * (in[i] - mean[c]) / Math.sqrt(variance[c] + 1e-3);
            out[i] = Math.max(0, scaled + beta[c]);
        }
        return out;
    }

    private static double[] pool(double[] in, int channels, int size) {
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

    private static double[] masked(double[] in, float[] mask, int offset) {
        double[] out = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            out[i] = in[i] * mask[offset + i];
        }
        return out;
    }

    private static double[] dense(double[] in, Weights weights, String layer) {
        float[] matrix = weights.get(layer + ".weight").toFloatArray();
        float[] bias = weights.get(layer + ".bias").toFloatArray();
        double[] out = new double[bias.length];
        for (int o = 0; o < out.length; o++) {
            out[o] = bias[o];
            for (int i = 0; i < in.length; i++) {
                out[o] += matrix[o * in.length + i] * in[i];
            }
        }
        return out;
    }
}
