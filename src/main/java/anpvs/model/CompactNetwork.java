package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A pruned network without its pruned units: plain convolutions, max-pools, ReLUs and dense layers
 * with smaller arrays, masks and batch normalisation multiplied in. It gives the logits of the
 * masked network in evaluation mode. With L convolutions and u_l kept units of mask l its arrays
 * are
 *
 * <pre>
 * mask{l}.kept         (u_l) int32, l = 1 .. L+2   numbers of the kept units, ascending; of mask
 *                                                  L+1: of the flattened map of the whole network
 * conv{l}.weight       (u_l, u_(l-1), k, k)        u_0: the channels of the images
 * conv{l}.bias         (u_l)
 * conv{l}.constant     (u_l, k, k)                 kernel over one more input channel that is 1
 *                                                  everywhere and zero-padded like the others;
 *                                                  absent where it would be 0
 * dense{L+1}.weight    (u_(L+2), u_(L+1)), .bias   followed by a ReLU
 * dense{L+2}.weight    (classes, u_(L+2)), .bias   the logits
 * </pre>
 *
 * float32 where nothing else is said. The constants are what pruned channels of VGG-16 leave behind
 * batch normalisation, max(0, beta - gamma mean / sqrt(variance + epsilon)): as an input channel
 * they are exact at the borders too. Those of the last convolution are in the bias of the first
 * dense layer. A layer that keeps no unit retains one, which is constant, so that no array is
 * empty.
 *
 * @param base what pruning does not change
 * @param arrays by name, in forward order; owned by whoever made them
 */
public record CompactNetwork(BaseNetwork base, Map<String, NDArray> arrays) {
    /**
     * Copies the map and checks that the arrays fit together.
     *
     * @throws UserError naming the array that is missing, unknown, or of another shape or type
     */
    public CompactNetwork {
        arrays = new LinkedHashMap<>(arrays);
        int convolutions = base.convolutions();
        Set<String> unknown = new TreeSet<>(arrays.keySet());
        long inputs = base.channels();
        for (int l = 1; l <= convolutions; l++) {
            long units = kept(arrays, unknown, l);
            long k = base.kernel();
            String layer = "conv" + l;
            check(arrays, unknown, layer + ".weight", new Shape(units, inputs, k, k));
            check(arrays, unknown, layer + ".bias", new Shape(units));
            if (arrays.containsKey(layer + ".constant")) {
                check(arrays, unknown, layer + ".constant", new Shape(units, k, k));
            }
            inputs = units;
        }
        long flattened = kept(arrays, unknown, convolutions + 1);
        long hidden = kept(arrays, unknown, convolutions + 2);
        String first = "dense" + (convolutions + 1);
        String last = "dense" + (convolutions + 2);
        check(arrays, unknown, first + ".weight", new Shape(hidden, flattened));
        check(arrays, unknown, first + ".bias", new Shape(hidden));
        NDArray logits = arrays.get(last + ".bias");
        long classes = logits == null ? 0 : logits.size();
        check(arrays, unknown, last + ".bias", new Shape(classes));
        check(arrays, unknown, last + ".weight", new Shape(classes, hidden));
        if (!unknown.isEmpty()) {
            throw new UserError("unknown arrays " + unknown);
        }
        checkFlattened(base, arrays);
    }

    private static long kept(Map<String, NDArray> arrays, Set<String> unknown, int l) {
        String name = "mask" + l + ".kept";
        NDArray kept = arrays.get(name);
        if (kept == null
                || kept.getDataType() != DataType.INT32
                || kept.getShape().dimension() != 1
                || kept.isEmpty()) {
            throw new UserError(
                    "array " + name + " is " + describe(kept) + "; expected a vector of int32");
        }
        int before = -1;
        for (int unit : kept.toIntArray()) {
            if (unit <= before) {
                throw new UserError("array " + name + " does not hold ascending unit numbers");
            }
            before = unit;
        }
        unknown.remove(name);
        return kept.size();
    }

    private static void check(
            Map<String, NDArray> arrays, Set<String> unknown, String name, Shape shape) {
        NDArray array = arrays.get(name);
        if (array == null
                || array.getDataType() != DataType.FLOAT32
                || !array.getShape().equals(shape)) {
            throw new UserError(
                    "array " + name + " is " + describe(array) + "; expected float32 " + shape);
        }
        unknown.remove(name);
    }

    private static void checkFlattened(BaseNetwork base, Map<String, NDArray> arrays) {
        int last = base.convolutions();
        int[] channels = arrays.get("mask" + last + ".kept").toIntArray();
        for (int unit : arrays.get("mask" + (last + 1) + ".kept").toIntArray()) {
            if (Arrays.binarySearch(channels, unit / base.positions()) < 0) {
                throw new UserError(
                        "array mask"
                                + (last + 1)
                                + ".kept holds unit "
                                + unit
                                + " of a channel that mask"
                                + last
                                + ".kept lacks");
            }
        }
    }

    private static String describe(NDArray array) {
        return array == null ? "missing" : array.getDataType() + " " + array.getShape();
    }

    /**
     * Rebuilds a masked network.
     *
     * @param manager owner of the arrays
     * @param network a {@link LeNet5Caffe} or {@link Vgg16}
     * @param weights its weights
     * @param mask the mask of evaluation (units) float32; pruned is what is 0, the others may have
     *     any value, also a negative one
     * @return the same function without the pruned units
     */
    public static CompactNetwork of(
            NDManager manager, Network network, Weights weights, NDArray mask) {
        try (NDManager scope = manager.newSubManager()) {
            Weights folded = network.fold(scope, weights, mask);
            return new Compaction(manager, network, folded, mask.toFloatArray()).build();
        }
    }

    /**
     * The whole network in the same form: its mask and its batch normalisation multiplied in,
     * nothing left out.
     *
     * @param manager owner of the arrays
     * @param network a {@link LeNet5Caffe} or {@link Vgg16}
     * @param weights its weights
     * @param mask the mask of evaluation (units) float32; null for none
     * @return the same function
     */
    public static CompactNetwork whole(
            NDManager manager, Network network, Weights weights, NDArray mask) {
        float[] all = new float[network.maskLayout().total()];
        Arrays.fill(all, 1);
        try (NDManager scope = manager.newSubManager()) {
            Weights folded = network.fold(scope, weights, mask);
            return new Compaction(manager, network, folded, all).build();
        }
    }

    /**
     * @param l number of a mask, from 1
     * @return the kept units, ascending
     */
    int[] kept(int l) {
        return arrays.get("mask" + l + ".kept").toIntArray();
    }

    /** {@return number of kept units of mask 1, 2, ..} */
    public List<Integer> units() {
        return IntStream.rangeClosed(1, base.convolutions() + 2)
                .mapToObj(l -> (int) arrays.get("mask" + l + ".kept").size())
                .toList();
    }

    /** {@return number of classes} */
    public int classes() {
        return (int) arrays.get("dense" + (base.convolutions() + 2) + ".bias").size();
    }

    /** {@return bytes of all arrays} */
    public long bytes() {
        return arrays.values().stream()
                .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
                .sum();
    }

    /**
     * The network as a classifier. Its latents are the features after each ReLU, of the kept units.
     *
     * @param manager owner of the arrays that the classifier keeps
     * @return a classifier that is differentiable by its images only
     */
    public Classifier classifier(NDManager manager) {
        return new CompactClassifier(manager, this);
    }
}
