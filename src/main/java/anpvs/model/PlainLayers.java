package anpvs.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A {@link CompactNetwork} as the layers that any program for networks has: convolutions, each
 * followed by a ReLU and some by a 2 x 2 max-pool; the map flattened; a dense layer, a ReLU, and a
 * dense layer that gives the logits. The constant that a layer of the compact network asks for is
 * one more channel of the layer before: kernel 0, bias 1. In front of VGG-16 each image is
 * standardised.
 *
 * @param convolutions in forward order
 * @param hidden the dense layer before the last
 * @param output the dense layer that gives the logits
 */
public record PlainLayers(List<Convolution> convolutions, Dense hidden, Dense output) {
    /**
     * A convolution of stride 1, its ReLU, and the max-pool.
     *
     * @param weight (outputs, inputs, kernel, kernel), row-major
     * @param bias (outputs)
     * @param outputs channels out; the first {@code units} are features
     * @param inputs channels in
     * @param kernel side of the square kernel
     * @param padding zeros on each side of the input
     * @param units channels that are features
     * @param pooled whether a max-pool follows
     */
    @SuppressWarnings("ArrayRecordComponent") // moved once into an engine or a file
    public record Convolution(
            float[] weight,
            float[] bias,
            int outputs,
            int inputs,
            int kernel,
            int padding,
            int units,
            boolean pooled) {}

    /**
     * A dense layer.
     *
     * @param weight (outputs, inputs), row-major
     * @param bias (outputs)
     * @param outputs units out
     * @param inputs units in
     */
    @SuppressWarnings("ArrayRecordComponent") // moved once into an engine or a file
    public record Dense(float[] weight, float[] bias, int outputs, int inputs) {}

    /**
     * @param network a compact network
     * @param alignment channels of convolutions are rounded up to a multiple of this; 1 adds none
     * @return its layers
     */
    public static PlainLayers of(CompactNetwork network, int alignment) {
        List<Convolution> convolutions = new ArrayList<>();
        int inputs = network.base().channels();
        int last = network.base().convolutions();
        for (int l = 1; l <= last; l++) {
            Convolution made = convolution(network, l, inputs, alignment);
            convolutions.add(made);
            inputs = made.outputs;
        }
        Map<String, NDArray> arrays = network.arrays();
        NDArray matrix = arrays.get("dense" + (last + 1) + ".weight");
        int units = (int) matrix.getShape().get(0);
        Dense hidden =
                new Dense(
                        spread(network, matrix, inputs),
                        arrays.get("dense" + (last + 1) + ".bias").toFloatArray(),
                        units,
                        inputs * network.base().positions());
        Dense output =
                new Dense(
                        arrays.get("dense" + (last + 2) + ".weight").toFloatArray(),
                        arrays.get("dense" + (last + 2) + ".bias").toFloatArray(),
                        network.classes(),
                        units);
        return new PlainLayers(convolutions, hidden, output);
    }

    private static Convolution convolution(
            CompactNetwork network, int l, int inputs, int alignment) {
        Map<String, NDArray> arrays = network.arrays();
        NDArray small = arrays.get("conv" + l + ".weight");
        NDArray constant = arrays.get("conv" + l + ".constant");
        boolean constantNext = arrays.containsKey("conv" + (l + 1) + ".constant");
        int units = (int) small.getShape().get(0);
        int used = (int) small.getShape().get(1);
        int channels = units + (constantNext ? 1 : 0);
        int outputs = (channels + alignment - 1) / alignment * alignment;
        int k = network.base().kernel();
        int taps = k * k;
        float[] from = small.toFloatArray();
        float[] ones = constant == null ? null : constant.toFloatArray();
        float[] kernel = new float[outputs * inputs * taps];
        for (int o = 0; o < units; o++) {
            int row = o * inputs * taps;
            System.arraycopy(from, o * used * taps, kernel, row, used * taps);
            if (ones != null) {
                System.arraycopy(ones, o * taps, kernel, row + used * taps, taps);
            }
        }
        float[] bias = Arrays.copyOf(arrays.get("conv" + l + ".bias").toFloatArray(), outputs);
        if (constantNext) {
            bias[units] = 1;
        }
        return new Convolution(
                kernel,
                bias,
                outputs,
                inputs,
                k,
                network.base().padding(),
                units,
                network.base().pooled(l));
    }

    /** The dense layer's columns, placed for the whole flattened map of the last convolution. */
    private static float[] spread(CompactNetwork network, NDArray matrix, int channels) {
        int last = network.base().convolutions();
        int positions = network.base().positions();
        int[] kept = network.kept(last);
        int[] units = network.kept(last + 1);
        int rows = (int) matrix.getShape().get(0);
        int columns = channels * positions;
        float[] small = matrix.toFloatArray();
        float[] wide = new float[rows * columns];
        for (int i = 0; i < units.length; i++) {
            int channel = Arrays.binarySearch(kept, units[i] / positions);
            int column = channel * positions + units[i] % positions;
            for (int r = 0; r < rows; r++) {
                wide[r * columns + column] = small[r * units.length + i];
            }
        }
        return wide;
    }
}
