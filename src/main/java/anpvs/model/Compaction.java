package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.mask.MaskLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** How a {@link CompactNetwork} is made of a network whose mask is folded into its weights. */
final class Compaction {
    private final NDManager manager;
    private final BaseNetwork base;
    private final MaskLayout layout;
    private final Weights folded;
    private final float[] mask;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    Compaction(NDManager manager, Network network, Weights folded, float[] mask) {
        this.manager = manager;
        this.base = BaseNetwork.of(network);
        this.layout = network.maskLayout();
        this.folded = folded;
        this.mask = mask;
        if (mask.length != layout.total()) {
            throw new IllegalArgumentException(
                    mask.length + " mask values for " + layout.total() + " units");
        }
    }

    CompactNetwork build() {
        int last = base.convolutions();
        int positions = base.positions();
        int[] channels = unpruned(last);
        int[] flattened =
                Arrays.stream(unpruned(last + 1))
                        .filter(f -> Arrays.binarySearch(channels, f / positions) >= 0)
                        .toArray();
        if (flattened.length == 0) {
            flattened = new int[] {channels[0] * positions};
        }
        int[] used = Arrays.stream(flattened).map(f -> f / positions).distinct().toArray();
        int[] inputs = IntStream.range(0, base.channels()).toArray();
        float[] constants = new float[inputs.length];
        for (int l = 1; l <= last; l++) {
            int[] units = unpruned(l);
            // a channel that no dense unit reads is left out, although it is not constant
            int[] kept = l == last ? used : units;
            convolution(l, kept, inputs, constants);
            constants = constants(values("conv" + l + ".bias"), units);
            inputs = kept;
        }
        int[] hidden = unpruned(last + 2);
        int size = layout.units().get(last);
        float[] unitConstants = new float[size];
        for (int f = 0; f < size; f++) {
            unitConstants[f] = constants[f / positions];
        }
        hiddenLayer(last + 1, hidden, flattened, unitConstants);
        String output = "dense" + (last + 2);
        Matrix matrix = Matrix.of(folded.get(output + ".weight"));
        int[] classes = IntStream.range(0, matrix.outputs).toArray();
        kept(last + 2, hidden);
        put(
                output + ".weight",
                matrix.part(classes, hidden),
                new Shape(classes.length, hidden.length));
        put(output + ".bias", values(output + ".bias"), new Shape(classes.length));
        return new CompactNetwork(base, arrays);
    }

    private void convolution(int l, int[] kept, int[] inputs, float[] constants) {
        String name = "conv" + l;
        int k = base.kernel();
        Matrix kernel = Matrix.of(folded.get(name + ".weight"));
        kept(l, kept);
        put(
                name + ".weight",
                kernel.part(kept, inputs),
                new Shape(kept.length, inputs.length, k, k));
        put(name + ".bias", select(values(name + ".bias"), kept), new Shape(kept.length));
        float[] constant = new float[kept.length * k * k];
        boolean any = false;
        for (int o = 0; o < kept.length; o++) {
            for (int t = 0; t < k * k; t++) {
                double sum = kernel.response(kept[o], t, constants);
                constant[o * k * k + t] = (float) sum;
                any |= sum != 0;
            }
        }
        if (any) {
            put(name + ".constant", constant, new Shape(kept.length, k, k));
        }
    }

    /** The dense layer behind the flattened map, with its batch normalisation if it has one. */
    private void hiddenLayer(int l, int[] units, int[] inputs, float[] constants) {
        String name = "dense" + l;
        Matrix matrix = Matrix.of(folded.get(name + ".weight"));
        float[] bias = values(name + ".bias");
        float[] weight = matrix.part(units, inputs);
        float[] sums = new float[units.length];
        for (int o = 0; o < units.length; o++) {
            int unit = units[o];
            double scale = 1;
            double shift = 0;
            if (base == BaseNetwork.VGG_16) {
                String bn = "bn" + l;
                scale =
                        values(bn + ".weight")[unit]
                                / Math.sqrt(values(bn + ".running_var")[unit] + Vgg16.EPSILON);
                shift = values(bn + ".bias")[unit] - values(bn + ".running_mean")[unit] * scale;
            }
            double sum = bias[unit] + matrix.response(unit, 0, constants);
            sums[o] = (float) (sum * scale + shift);
            for (int i = 0; i < inputs.length; i++) {
                weight[o * inputs.length + i] *= (float) scale;
            }
        }
        kept(l, inputs);
        put(name + ".weight", weight, new Shape(units.length, inputs.length));
        put(name + ".bias", sums, new Shape(units.length));
    }

    /** Units of mask l that are not pruned; the first one where all are. */
    private int[] unpruned(int l) {
        int from = layout.offset(l - 1);
        IntPredicate active = unit -> mask[from + unit] != 0;
        int[] units = IntStream.range(0, layout.units().get(l - 1)).filter(active).toArray();
        return units.length == 0 ? new int[1] : units;
    }

    /** What each channel is after the ReLU where it is left out; 0 where it is not. */
    private static float[] constants(float[] biases, int[] kept) {
        float[] constants = biases.clone();
        for (int c = 0; c < constants.length; c++) {
            constants[c] = Math.max(0, constants[c]);
        }
        for (int unit : kept) {
            constants[unit] = 0;
        }
        return constants;
    }

    private float[] values(String name) {
        return folded.get(name).toFloatArray();
    }

    private static float[] select(float[] values, int[] indices) {
        float[] chosen = new float[indices.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = values[indices[i]];
        }
        return chosen;
    }

    private void kept(int l, int[] units) {
        arrays.put("mask" + l + ".kept", manager.create(units));
    }

    private void put(String name, float[] values, Shape shape) {
        NDArray array = manager.create(values, shape);
        if (array.getDataType() != DataType.FLOAT32) {
            throw new IllegalStateException(name + " is " + array.getDataType());
        }
        arrays.put(name, array);
    }

    /** A kernel (outputs, inputs, k, k) or the matrix of a dense layer (outputs, inputs). */
    @SuppressWarnings("ArrayRecordComponent") // read only
    private record Matrix(float[] values, int outputs, int inputs, int taps) {
        static Matrix of(NDArray array) {
            int outputs = (int) array.getShape().get(0);
            int inputs = (int) array.getShape().get(1);
            int taps = (int) (array.size() / outputs / inputs);
            return new Matrix(array.toFloatArray(), outputs, inputs, taps);
        }

        float[] part(int[] rows, int[] columns) {
            float[] part = new float[rows.length * columns.length * taps];
            for (int r = 0; r < rows.length; r++) {
                for (int c = 0; c < columns.length; c++) {
                    int from = (rows[r] * inputs + columns[c]) * taps;
                    int to = (r * columns.length + c) * taps;
                    System.arraycopy(values, from, part, to, taps);
                }
            }
            return part;
        }

        /** What one tap of one output gets from inputs that are constants. */
        double response(int output, int tap, float[] constants) {
            double sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += (double) constants[i] * values[(output * inputs + i) * taps + tap];
            }
            return sum;
        }
    }
}
