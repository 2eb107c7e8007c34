package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import anpvs.engine.Operators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A {@link CompactNetwork} at work. Channel numbers are rounded up with zero kernels to what the
 * engine's convolutions are fast with, and the constant that a next layer asks for is one of these
 * channels: zero kernel, bias 1.
 */
final class CompactClassifier implements Classifier {
    /** 16 floats are a vector of AVX-512; 63 channels take twice the time of 64. */
    private static final int ALIGNMENT = 16;

    private final CompactNetwork network;
    private final List<Convolution> convolutions = new ArrayList<>();
    private final NDArray hiddenWeight;
    private final NDArray hiddenBias;
    private final NDArray outputWeight;
    private final NDArray outputBias;

    /** A convolution with rounded channels; the first {@code units} outputs are features. */
    private record Convolution(NDArray weight, NDArray bias, int units, boolean pooled) {}

    CompactClassifier(NDManager manager, CompactNetwork network) {
        this.network = network;
        int last = network.base().convolutions();
        int inputs = network.base().channels();
        for (int l = 1; l <= last; l++) {
            Convolution made = convolution(manager, l, inputs);
            convolutions.add(made);
            inputs = (int) made.weight.getShape().get(0);
        }
        Map<String, NDArray> arrays = network.arrays();
        String hidden = "dense" + (last + 1);
        String output = "dense" + (last + 2);
        hiddenWeight = spread(manager, arrays.get(hidden + ".weight"), inputs);
        hiddenBias = copy(manager, arrays.get(hidden + ".bias"));
        outputWeight = copy(manager, arrays.get(output + ".weight"));
        outputBias = copy(manager, arrays.get(output + ".bias"));
    }

    private Convolution convolution(NDManager manager, int l, int inputs) {
        Map<String, NDArray> arrays = network.arrays();
        NDArray small = arrays.get("conv" + l + ".weight");
        NDArray constant = arrays.get("conv" + l + ".constant");
        boolean constantNext = arrays.containsKey("conv" + (l + 1) + ".constant");
        int units = (int) small.getShape().get(0);
        int used = (int) small.getShape().get(1);
        int outputs = rounded(units + (constantNext ? 1 : 0));
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
                manager.create(kernel, new Shape(outputs, inputs, k, k)),
                manager.create(bias),
                units,
                network.base().pooled(l));
    }

    private static int rounded(int channels) {
        return (channels + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** The dense layer's columns, placed for the whole flattened map of the last convolution. */
    private NDArray spread(NDManager manager, NDArray matrix, int channels) {
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
        return manager.create(wide, new Shape(rows, columns));
    }

    private static NDArray copy(NDManager manager, NDArray array) {
        return manager.create(array.toFloatArray(), array.getShape());
    }

    @Override
    public Activations forward(NDArray images) {
        List<NDArray> latents = new ArrayList<>();
        NDArray h = input(images);
        for (Convolution layer : convolutions) {
            h = Operators.relu(convolved(h, layer));
            latents.add(Operators.firstChannels(h, layer.units));
            h = layer.pooled ? pool(h) : h;
        }
        NDArray hidden = hidden(h);
        latents.add(hidden);
        return new Activations(output(hidden), latents);
    }

    /**
     * {@inheritDoc}
     *
     * <p>ReLU and max-pool commute; on the pooled map ReLU has a quarter of the work.
     */
    @Override
    public NDArray logits(NDArray images) {
        NDArray h = input(images);
        for (Convolution layer : convolutions) {
            h = convolved(h, layer);
            h = Operators.relu(layer.pooled ? pool(h) : h);
        }
        return output(hidden(h));
    }

    private NDArray input(NDArray images) {
        return network.base() == CompactNetwork.Base.VGG_16 ? Standardisation.of(images) : images;
    }

    private NDArray convolved(NDArray input, Convolution layer) {
        Shape padding = new Shape(network.base().padding(), network.base().padding());
        Shape one = new Shape(1, 1);
        return Conv2d.conv2d(input, layer.weight, layer.bias, one, padding, one, 1)
                .singletonOrThrow();
    }

    private static NDArray pool(NDArray input) {
        Shape two = new Shape(2, 2);
        return Pool.maxPool2d(input, two, two, new Shape(0, 0), false);
    }

    private NDArray hidden(NDArray map) {
        NDArray flat = map.reshape(map.getShape().get(0), hiddenWeight.getShape().get(1));
        return Operators.relu(Linear.linear(flat, hiddenWeight, hiddenBias).singletonOrThrow());
    }

    private NDArray output(NDArray hidden) {
        return Linear.linear(hidden, outputWeight, outputBias).singletonOrThrow();
    }
}
