package anpvs.model;

import ai.djl.ndarray.NDArray;
import anpvs.engine.GradientTape;
import anpvs.engine.Operators;
import java.util.List;
import java.util.function.Function;

/**
 * The gradient of a loss by the images: the only place that differentiates by the input. The
 * classifier's weights are detached, so their gradients are not computed; it has no dropout and no
 * batch statistics, so the tape's training mode does not touch it.
 */
public final class InputGradient {
    private InputGradient() {}

    /**
     * The gradient of the summed cross-entropy.
     *
     * @param classifier the model in evaluation mode
     * @param images (N, C, H, W) float32; not part of a record yet
     * @param labels true classes (N) float32
     * @return same shape as {@code images}, owned by their manager
     */
    public static NDArray crossEntropy(Classifier classifier, NDArray images, NDArray labels) {
        return of(images, x -> Operators.softmaxOutput(classifier.logits(x), labels));
    }

    /**
     * @param images (N, C, H, W) float32; not part of a record yet
     * @param loss the loss, summed over its elements where it has several
     * @return same shape as {@code images}, owned by their manager
     */
    public static NDArray of(NDArray images, Function<NDArray, NDArray> loss) {
        GradientTape.watch(images);
        try (GradientTape tape = new GradientTape()) {
            NDArray value = loss.apply(images);
            return tape.gradients(images.getManager(), value, List.of(images), false).get(0);
        }
    }
}
