package anpvs.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.util.PairList;
import java.util.Map;

/** Batch normalisation, by one operator of MXNet. */
public final class Normalisation {
    private Normalisation() {}

    /**
     * Batch normalisation of axis 1 with given statistics: gamma (x - mean) / sqrt(variance +
     * epsilon) + beta. Never changes the statistics.
     *
     * @param x (N, C, ...)
     * @param gamma (C)
     * @param beta (C)
     * @param mean (C)
     * @param variance (C)
     * @param epsilon added to the variance
     * @return same shape as x, differentiable by x, gamma and beta
     */
    public static NDArray normalise(
            NDArray x,
            NDArray gamma,
            NDArray beta,
            NDArray mean,
            NDArray variance,
            double epsilon) {
        return batchNorm(epsilon, true, x, gamma, beta, mean, variance).singletonOrThrow();
    }

    /**
     * Batch normalisation of axis 1 with the statistics of the batch. Only an open gradient
     * collector puts the engine into the mode that takes these.
     *
     * @param x (N, C, ...)
     * @param gamma (C)
     * @param beta (C)
     * @param epsilon added to the variance
     * @return the normalised array, shaped like x and differentiable by x, gamma and beta; the mean
     *     (C); the inverse of the standard deviation (C), which is (biased variance + epsilon)^-1/2
     */
    public static NDList normaliseByBatch(NDArray x, NDArray gamma, NDArray beta, double epsilon) {
        NDManager manager = x.getManager();
        // the backward pass changes the running statistics that it is given: these are thrown away
        NDArray mean = manager.zeros(gamma.getShape(), gamma.getDataType());
        NDArray variance = manager.zeros(gamma.getShape(), gamma.getDataType());
        return batchNorm(epsilon, false, x, gamma, beta, mean, variance);
    }

    private static NDList batchNorm(double epsilon, boolean given, NDArray... inputs) {
        String added = Double.toString(epsilon);
        String global = given ? "True" : "False";
        String moments = given ? "False" : "True";
        Map<String, Object> settings =
                Map.of(
                        "eps", added,
                        "fix_gamma", "False",
                        "use_global_stats", global,
                        "output_mean_var", moments,
                        "axis", "1");
        NDManager manager = inputs[0].getManager();
        return manager.invoke("_npx_batch_norm", new NDList(inputs), new PairList<>(settings));
    }
}
