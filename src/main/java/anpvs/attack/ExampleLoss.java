package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.model.Classifier;

/** What an attack raises that follows the loss of each example. */
@FunctionalInterface
public interface ExampleLoss {
    /**
     * One forward and one backward pass; on the device, owned by the manager of the images.
     *
     * @param logits (n, classes) float32, detached
     * @param loss of each example, (n) float64
     * @param gradient of each example's loss by its image, (n, C, H, W) float32
     */
    record Point(NDArray logits, NDArray loss, NDArray gradient) {}

    /** The loss of a batch's examples. */
    interface Objective {
        /**
         * @param images (n, C, H, W) perturbed images, not part of a record yet
         * @return logits, loss and gradient there
         */
        Point at(NDArray images);

        /**
         * @param rows some of the examples, (m) int32; its manager owns what is made
         * @return their loss alone
         */
        Objective only(NDArray rows);
    }

    /**
     * Prepares the attack of one batch; what depends on the clean images alone is computed here.
     *
     * @param classifier the model under attack, in evaluation mode
     * @param clean (N, C, H, W) float32 in [0, 1]; its manager owns what is made
     * @param labels true classes (N) float32
     * @return the loss of perturbed images
     */
    Objective of(Classifier classifier, NDArray clean, NDArray labels);

    /**
     * {@return whether the pass sees other networks than the classifier, so only that can judge}
     */
    default boolean isRandom() {
        return false;
    }
}
