package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.RandomStream;

/**
 * One array of a network's weights.
 *
 * @param name such as {@code conv1.weight}
 * @param shape its shape
 * @param range half the width of the initial uniform distribution around {@code centre}; 0 for a
 *     constant
 * @param centre middle of the initial distribution
 * @param trained whether gradients change it; running statistics follow the batches instead
 */
public record ParameterSpec(
        String name, Shape shape, double range, double centre, boolean trained) {
    /**
     * Glorot uniform: U(-r, r) with r = sqrt(6 / (fanIn + fanOut)); for a bias of n values fanIn =
     * fanOut = n, so biases do not start at zero (as the published code does).
     *
     * @param name such as {@code conv1.weight}
     * @param shape its shape
     * @param fanIn inputs of a unit
     * @param fanOut outputs of a unit
     * @return a trained array
     */
    public static ParameterSpec glorot(String name, Shape shape, int fanIn, int fanOut) {
        return new ParameterSpec(name, shape, Math.sqrt(6.0 / (fanIn + fanOut)), 0, true);
    }

    /**
     * @param name such as {@code bn1.weight}
     * @param shape its shape
     * @param value of every element at the start
     * @param trained whether gradients change it
     * @return an array that starts as a constant
     */
    public static ParameterSpec constant(String name, Shape shape, double value, boolean trained) {
        return new ParameterSpec(name, shape, 0, value, trained);
    }

    /**
     * @param manager owner of the result
     * @param random the draws
     * @return the initial values, float32
     */
    public NDArray initial(NDManager manager, RandomStream random) {
        float low = (float) (centre - range);
        float high = (float) (centre + range);
        return range == 0
                ? manager.ones(shape).muli(centre)
                : random.uniform(manager, low, high, shape);
    }
}
