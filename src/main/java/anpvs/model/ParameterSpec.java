package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.RandomStream;

/**
 * One weight array of a network.
 *
 * @param name such as {@code conv1.weight}
 * @param shape its shape
 * @param fanIn inputs of a unit, for the initial range
 * @param fanOut outputs of a unit, for the initial range
 */
public record ParameterSpec(String name, Shape shape, int fanIn, int fanOut) {
    /**
     * Glorot uniform: U(-r, r) with r = sqrt(6 / (fanIn + fanOut)); for a bias of n values fanIn =
     * fanOut = n, so biases do not start at zero (as the published code does).
     *
     * @param manager owner of the result
     * @param random the draws
     * @return the initial values, float32
     */
    public NDArray initial(NDManager manager, RandomStream random) {
        float range = (float) Math.sqrt(6.0 / (fanIn + fanOut));
        return random.uniform(manager, -range, range, shape);
    }
}
