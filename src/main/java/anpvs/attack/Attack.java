package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;

/** A way to find adversarial examples. */
@FunctionalInterface
public interface Attack {
    /**
     * @param classifier the model under attack, in evaluation mode
     * @param images (N, C, H, W) float32 in [0, 1]
     * @param labels true classes (N) float32
     * @param random the attack's random numbers
     * @return adversarial images, same shape, inside the threat model; owned by the manager of
     *     {@code images}
     */
    NDArray perturb(Classifier classifier, NDArray images, NDArray labels, RandomStream random);
}
