package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.model.Classifier;

/** What an attack raises that follows the loss of each example. */
@FunctionalInterface
public interface ExampleLoss {
    /**
     * One forward and one backward pass.
     *
     * @param logits (n classes), example after example
     * @param loss (n), of each example
     * @param gradient (n pixels), of each example's loss by its image
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once
    record Point(float[] logits, double[] loss, float[] gradient) {}

    /** The loss of one batch's examples. */
    @FunctionalInterface
    interface Objective {
        /**
         * @param images (n, C, H, W) perturbed images; fresh, in a manager that owns what is made
         * @param rows which examples of the batch they are, (n)
         * @return loss and gradient there
         */
        Point at(NDArray images, int[] rows);
    }

    /**
     * Prepares the attack of one batch; what depends on the clean images alone is computed here.
     *
     * @param classifier the model under attack, in evaluation mode
     * @param clean (N, C, H, W) float32 in [0, 1]; its manager owns what is made
     * @param labels true classes (N)
     * @return the loss of perturbed images
     */
    Objective of(Classifier classifier, NDArray clean, int[] labels);

    /**
     * {@return whether the pass sees other networks than the classifier, so only that can judge}
     */
    default boolean isRandom() {
        return false;
    }
}
