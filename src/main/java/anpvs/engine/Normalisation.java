package anpvs.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.util.PairList;

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
        NDList inputs = new NDList(x, gamma, beta, mean, variance);
        return x.getManager()
                .invoke("_npx_batch_norm", inputs, batchNorm(epsilon, true))
                .singletonOrThrow();
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
        NDList inputs = new NDList(x, gamma, beta, mean, variance);
        return manager.invoke("_npx_batch_norm", inputs, batchNorm(epsilon, false));
    }

    private static PairList<String, Object> batchNorm(double epsilon, boolean given) {
        PairList<String, Object> settings = new PairList<>();
        settings.add("eps", Double.toString(epsilon));
        settings.add("fix_gamma", "False");
        settings.add("use_global_stats", given ? "True" : "False");
        settings.add("output_mean_var", given ? "False" : "True");
        settings.add("axis", "1");
        return settings;
    }
}
