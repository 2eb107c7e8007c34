package anpvs.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import anpvs.engine.Operators;
import java.util.function.Function;

/**
 * The gradient of a loss by the images: the only place that differentiates by the input. The
 * classifier's weights are detached, so their gradients are not computed; it has no dropout and no
 * batch statistics, so the collector's training mode does not touch it.
 */
public final class InputGradient {
    private InputGradient() {}

    /**
     * The gradient of the summed cross-entropy.
     *
     * @param classifier the model in evaluation mode
     * @param images (N, C, H, W) float32; alone in its manager's gradient graph
     * @param labels true classes (N) float32
     * @return same shape as {@code images}, owned by their manager
     */
    public static NDArray crossEntropy(Classifier classifier, NDArray images, NDArray labels) {
        return of(images, x -> Operators.softmaxOutput(classifier.logits(x), labels));
    }

    /**
     * @param images (N, C, H, W) float32; alone in its manager's gradient graph
     * @param loss the loss, summed over its elements where it has several
     * @return same shape as {@code images}, owned by their manager
     */
    public static NDArray of(NDArray images, Function<NDArray, NDArray> loss) {
        images.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(loss.apply(images));
        }
        NDArray gradient = images.getGradient();
        gradient.attach(images.getManager());
        return gradient;
    }
}
