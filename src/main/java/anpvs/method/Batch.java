package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The images of one training step.
 *
 * @param scope owner of everything that the step makes
 * @param clean (N, C, H, W) float32 in [0, 1], owned by {@code scope}
 * @param adversarial what the attack made of them; null without an attack
 * @param labels true classes (N) float32
 */
record Batch(NDManager scope, NDArray clean, NDArray adversarial, NDArray labels) {
    /** {@return number of images} */
    int size() {
        return Math.toIntExact(labels.getShape().size());
    }

    /**
     * @param leaves of the gradient graph, after the backward pass
     * @return their gradients under the same names
     */
    Map<String, NDArray> gradients(Map<String, NDArray> leaves) {
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        leaves.forEach(
                (name, leaf) -> {
                    NDArray gradient = leaf.getGradient();
                    gradient.attach(scope);
                    gradients.put(name, gradient);
                });
        return gradients;
    }
}
