package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The images of one training step.
 *
 * @param scope owner of everything that the step makes
 * @param clean (N, C, H, W) float32 in [0, 1], owned by {@code scope}
 * @param adversarial what the attack made of them; null without an attack
 * @param labels true classes (N) float32
 */
record TrainingBatch(NDManager scope, NDArray clean, NDArray adversarial, NDArray labels) {
    /** {@return number of images} */
    int size() {
        return Math.toIntExact(labels.getShape().size());
    }

    /** {@return whether there are adversarial images} */
    boolean attacked() {
        return adversarial != null;
    }
}
