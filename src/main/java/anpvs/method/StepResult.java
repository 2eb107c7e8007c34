package anpvs.method;

import ai.djl.ndarray.NDArray;
import anpvs.engine.Operators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the terms of one step add up to.
 *
 * @param losses by name, before the update
 * @param byWeights gradients by the weights, and by rho of random ones, by name
 * @param byMask gradients by the mask parameters by name; empty where no mask is trained
 * @param weightDecay factor of each weight that its gradient has besides; the optimiser adds it
 * @param statistics of the batch, by the name of the running ones, of one forward pass after the
 *     other
 */
record StepResult(
        Losses losses,
        Map<String, NDArray> byWeights,
        Map<String, NDArray> byMask,
        double weightDecay,
        List<Map<String, NDArray>> statistics) {
    /**
     * @param step 0-based, named in the error
     * @throws NonFiniteException naming the first loss or gradient that is not finite
     */
    void checkFinite(long step) {
        if (!losses.finite()) {
            throw new NonFiniteException("loss " + losses.values(), step);
        }
        Map<String, NDArray> all = new LinkedHashMap<>(byWeights);
        byMask.forEach((name, gradient) -> all.put("mask." + name, gradient));
        if (!Operators.allFinite(List.copyOf(all.values()))) {
            all.forEach(
                    (name, gradient) -> {
                        if (!Operators.allFinite(List.of(gradient))) {
                            throw new NonFiniteException("gradient of " + name, step);
                        }
                    });
        }
    }
}
