package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import anpvs.UserError;
import anpvs.mask.Mask;
import anpvs.mask.MaskLayout;
import anpvs.model.GaussianWeights;
import anpvs.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names under which a model is exchanged: one array for each weight and for each layer's mask,
 * where training has all masks, and the noise of all weights, in one vector.
 *
 * @param manager for what is needed in passing
 * @param weights live
 * @param mask live; null for none
 * @param noise live; null for weights that are numbers
 */
record ModelArrays(NDManager manager, Weights weights, Mask mask, GaussianWeights noise) {
    /** Name of the noise of random weights among the gradients and in checkpoints. */
    static final String RHO = "rho";

    /**
     * {@return weights and mask parameters by their published names} {@code conv1.weight} ...,
     * {@code mask1.a_uc} ..., of random weights also {@code conv1.weight.rho} ...; the weights are
     * live, the others are copies, one for each layer or weight, owned by the given manager
     *
     * @param owner owner of the copies
     */
    Map<String, NDArray> named(NDManager owner) {
        Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
        if (mask != null) {
            MaskLayout layout = mask.layout();
            for (int layer = 0; layer < layout.layers(); layer++) {
                int from = layout.offset(layer);
                int to = from + layout.units().get(layer);
                for (Map.Entry<String, NDArray> entry : mask.parameters().entrySet()) {
                    NDArray part = entry.getValue().get(from + ":" + to);
                    part.attach(owner);
                    arrays.put("mask" + (layer + 1) + "." + entry.getKey(), part);
                }
            }
        }
        if (noise != null) {
            arrays.putAll(rhoParts(owner));
        }
        return arrays;
    }

    /**
     * Takes over a model: weights, and mask parameters and noise if there are any.
     *
     * @param stored arrays by name; those of mask and noise may be absent, or named as in {@link
     *     #named} or as in a checkpoint
     * @throws UserError if a name, shape or type differs; nothing is changed then
     */
    void load(Map<String, NDArray> stored) {
        Map<String, NDArray> target = new LinkedHashMap<>(weights.arrays());
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> flat = new LinkedHashMap<>(stored);
            boolean parts = stored.keySet().stream().anyMatch(name -> name.startsWith("mask1."));
            boolean whole = stored.keySet().stream().anyMatch(name -> name.startsWith("mask."));
            if ((parts || whole) && mask == null) {
                throw new UserError("the arrays hold a mask, but the method has none");
            }
            if (parts) {
                joinMask(scope, flat);
            }
            if (parts || whole) {
                mask.parameters().forEach((name, array) -> target.put("mask." + name, array));
            }
            boolean noisy = flat.keySet().stream().anyMatch(name -> name.endsWith("." + RHO));
            if (noisy && noise == null) {
                throw new UserError("the arrays hold random weights, the method has none");
            }
            if (noisy) {
                target.putAll(rhoParts(scope));
            } else if (noise != null && flat.containsKey(RHO)) {
                target.put(RHO, noise.rho());
            }
            copy(flat, target);
            if (noisy) {
                joinRho(target);
            }
        }
    }

    private Map<String, NDArray> rhoParts(NDManager scope) {
        Map<String, NDArray> parts = new LinkedHashMap<>();
        noise.rhoParts(scope).forEach((name, part) -> parts.put(name + "." + RHO, part));
        return parts;
    }

    private void joinRho(Map<String, NDArray> arrays) {
        Map<String, NDArray> parts = new LinkedHashMap<>();
        for (String name : weights.arrays().keySet()) {
            NDArray part = arrays.get(name + "." + RHO);
            if (part != null) { // running statistics are not random
                parts.put(name, part);
            }
        }
        noise.join(parts).copyTo(noise.rho());
    }

    private void joinMask(NDManager scope, Map<String, NDArray> arrays) {
        MaskLayout layout = mask.layout();
        for (String parameter : mask.parameters().keySet()) {
            float[] joined = new float[layout.total()];
            for (int layer = 0; layer < layout.layers(); layer++) {
                String name = "mask" + (layer + 1) + "." + parameter;
                NDArray part = arrays.remove(name);
                int units = layout.units().get(layer);
                if (part == null
                        || part.getDataType() != DataType.FLOAT32
                        || part.getShape().dimension() != 1
                        || part.size() != units) {
                    throw new UserError(
                            "array "
                                    + name
                                    + " is "
                                    + describe(part)
                                    + "; expected float32 ("
                                    + units
                                    + ")");
                }
                System.arraycopy(part.toFloatArray(), 0, joined, layout.offset(layer), units);
            }
            arrays.put("mask." + parameter, scope.create(joined));
        }
    }

    private static String describe(NDArray array) {
        return array == null ? "missing" : array.getDataType() + " " + array.getShape();
    }

    /**
     * Copies values, all or none.
     *
     * @param from values by name
     * @param to where they go, the same names
     * @throws UserError if a name, shape or type differs
     */
    static void copy(Map<String, NDArray> from, Map<String, NDArray> to) {
        if (!from.keySet().equals(to.keySet())) {
            Set<String> missing = new TreeSet<>(to.keySet());
            missing.removeAll(from.keySet());
            Set<String> unknown = new TreeSet<>(from.keySet());
            unknown.removeAll(to.keySet());
            throw new UserError(
                    "the arrays do not fit the model: missing " + missing + ", unknown " + unknown);
        }
        to.forEach(
                (name, array) -> {
                    NDArray source = from.get(name);
                    if (!source.getShape().equals(array.getShape())
                            || source.getDataType() != array.getDataType()) {
                        throw new UserError(
                                "array "
                                        + name
                                        + " is "
                                        + describe(source)
                                        + "; expected "
                                        + describe(array));
                    }
                });
        to.forEach((name, array) -> from.get(name).copyTo(array));
    }
}
