package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.GradientTape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
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
     * @param tape has recorded the loss
     * @param loss a scalar
     * @param leaves sets of leaves, by name
     * @param keepRecord whether another loss of the same tape follows
     * @return the gradients by each set, under the same names
     */
    List<Map<String, NDArray>> gradients(
            GradientTape tape,
            NDArray loss,
            List<Map<String, NDArray>> leaves,
            boolean keepRecord) {
        List<NDArray> all = leaves.stream().flatMap(set -> set.values().stream()).toList();
        Iterator<NDArray> found = tape.gradients(scope, loss, all, keepRecord).iterator();
        List<Map<String, NDArray>> gradients = new ArrayList<>();
        for (Map<String, NDArray> set : leaves) {
            Map<String, NDArray> named = new LinkedHashMap<>();
            set.keySet().forEach(name -> named.put(name, found.next()));
            gradients.add(named);
        }
        return gradients;
    }
}
