package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.GradientTape;
import anpvs.engine.RandomStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The weights of a network by name, in the network's order. Holds handles; who owns the arrays is
 * the maker's affair.
 *
 * @param arrays name to float32 array
 */
public record Weights(Map<String, NDArray> arrays) {
    /** Copies the map, keeping its order. */
    public Weights {
        arrays = new LinkedHashMap<>(arrays);
    }

    /**
     * @param manager owner of the arrays
     * @param network whose weights
     * @param seed the run's seed
     * @return initial weights
     */
    public static Weights initial(NDManager manager, Network network, long seed) {
        RandomStream random = RandomStream.of(seed, RandomStream.Purpose.INITIALISATION, 0);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (ParameterSpec spec : network.parameters()) {
            arrays.put(spec.name(), spec.initial(manager, random));
        }
        return new Weights(arrays);
    }

    /**
     * @param name such as {@code conv1.weight}
     * @return the array
     */
    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException(
                    "no weight named " + name + " in " + arrays.keySet());
        }
        return array;
    }

    /** {@return the kernels of convolutions and dense layers, in order} */
    public List<NDArray> kernels() {
        return arrays.values().stream().filter(Weights::isKernel).toList();
    }

    /** {@return whether an array is the kernel of a convolution or a dense layer} */
    public static boolean isKernel(NDArray array) {
        return array.getShape().dimension() > 1;
    }

    /**
     * @param manager owner of the new handles
     * @param change what to do with each array
     * @return the changed arrays under the same names
     */
    public Weights map(NDManager manager, UnaryOperator<NDArray> change) {
        Map<String, NDArray> changed = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> {
                    NDArray result = change.apply(array);
                    result.attach(manager);
                    changed.put(name, result);
                });
        return new Weights(changed);
    }

    /**
     * @param manager owner of the new handles
     * @return handles to the same memory that no gradient flows to
     */
    public Weights detached(NDManager manager) {
        return map(manager, NDArray::stopGradient);
    }

    /**
     * @param manager owner of the new handles
     * @return handles to the same memory that a tape watches
     */
    public Weights leaves(NDManager manager) {
        return leaves(manager, arrays.keySet());
    }

    /**
     * @param manager owner of the new handles
     * @param trained names of those that a tape watches
     * @return handles to the same memory, all of them
     */
    public Weights leaves(NDManager manager, Set<String> trained) {
        Weights leaves = detached(manager);
        trained.forEach(name -> GradientTape.watch(leaves.get(name)));
        return leaves;
    }
}
