package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.mask.Mask;
import anpvs.model.GaussianWeights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What changes the parameters of one run: Adam for the weights, one more for the mask parameters
 * with a rate of their own, one for the noise of random weights; and ADMM, where single weights are
 * pruned.
 */
final class Optimisers {
    private final StepSchedule weightRate;
    private final StepSchedule maskRate;
    private final Adam weights;
    private final Adam mask;
    private final Adam noise;
    private final AdmmPruner pruner;

    /**
     * @param manager owner of the moments
     * @param recipe the method
     * @param trained weights that gradients change, live, by name
     * @param mask the trained mask; null for none
     * @param noise of random weights; null for numbers
     */
    Optimisers(
            NDManager manager,
            Recipe recipe,
            Map<String, NDArray> trained,
            Mask mask,
            GaussianWeights noise) {
        this.weightRate = recipe.weightSchedule();
        this.maskRate = recipe.maskSchedule();
        this.weights = new Adam(manager, trained);
        this.mask = mask == null ? null : new Adam(manager, mask.parameters());
        this.noise = noise == null ? null : new Adam(manager, Map.of(ModelArrays.RHO, noise.rho()));
        this.pruner =
                recipe.admm() == null
                        ? null
                        : new AdmmPruner(manager, recipe.admm(), weightRate, trained);
    }

    /** {@return what prunes single weights; null where the method does not} */
    AdmmPruner pruner() {
        return pruner;
    }

    /**
     * Comes before each step.
     *
     * @param step 0-based
     */
    void before(long step) {
        if (pruner != null) {
            pruner.before(step, weights);
        }
    }

    /**
     * @param found gradients
     * @param step 0-based
     */
    void update(StepResult found, long step) {
        Map<String, NDArray> byWeights = new LinkedHashMap<>(found.byWeights());
        double rate = weightRate.at(step);
        if (pruner != null) {
            byWeights = pruner.masked(byWeights, step);
            rate = pruner.rate(step);
        }
        if (noise != null) {
            noise.update(Map.of(ModelArrays.RHO, byWeights.remove(ModelArrays.RHO)), step, rate, 0);
        }
        weights.update(byWeights, step, rate, found.weightDecay());
        if (mask != null) {
            mask.update(found.byMask(), step, maskRate.at(step), 0);
        }
    }

    /** {@return moments of the weights, live, in a fixed order} */
    Map<String, NDArray> weightMoments() {
        return moments(weights, "");
    }

    /** {@return moments of the mask parameters and what pruning keeps, live, in a fixed order} */
    Map<String, NDArray> maskMoments() {
        Map<String, NDArray> arrays = moments(mask, "mask.");
        if (pruner != null) {
            arrays.putAll(pruner.arrays());
        }
        return arrays;
    }

    /** {@return moments of the noise of random weights, live, in a fixed order} */
    Map<String, NDArray> noiseMoments() {
        return moments(noise, "");
    }

    private static Map<String, NDArray> moments(Adam adam, String prefix) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        if (adam != null) {
            adam.means().forEach((name, array) -> arrays.put("adam.m." + prefix + name, array));
            adam.variances().forEach((name, array) -> arrays.put("adam.v." + prefix + name, array));
        }
        return arrays;
    }
}
