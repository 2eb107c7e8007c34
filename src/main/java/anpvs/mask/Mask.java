package anpvs.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import java.util.Map;

/** A random multiplicative mask over the units of a network, with learnable parameters. */
public interface Mask {
    /** {@return the layers and their units} */
    MaskLayout layout();

    /** {@return the learnable parameters by name, each (units) float32, owned by this mask} */
    Map<String, NDArray> parameters();

    /**
     * The same mask over other arrays, for instance over leaves of a gradient graph.
     *
     * @param parameters arrays named and shaped like {@link #parameters()}
     * @return a view; it owns nothing
     */
    Mask withParameters(Map<String, NDArray> parameters);

    /**
     * Draws the mask of a training pass. Recorded by an open gradient collector, it is
     * differentiable by the {@link #parameters()}.
     *
     * @param manager owner of the result
     * @param batch number of examples
     * @param random the draws
     * @return (batch, units) float32
     */
    NDArray sample(NDManager manager, int batch, RandomStream random);

    /**
     * The mask of evaluation and of attacks: the expectation, 0 where a unit is pruned.
     *
     * @param manager owner of the result
     * @return (units) float32
     */
    NDArray expectation(NDManager manager);

    /** {@return the mean of each unit before thresholding, in double precision} */
    double[] expectedValues();

    /**
     * @param manager owner of the result
     * @return sum of the KL divergences of all units from the prior, a scalar float32,
     *     differentiable by the {@link #parameters()}
     */
    NDArray kl(NDManager manager);

    /** {@return for each unit whether it is kept, in the order of the common vector} */
    boolean[] active();

    /**
     * @param manager owner of the result
     * @return 1 for each unit that is kept, 0 for the others, (units) float32
     */
    default NDArray rounded(NDManager manager) {
        boolean[] active = active();
        float[] values = new float[active.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = active[k] ? 1 : 0;
        }
        return manager.create(values);
    }
}
