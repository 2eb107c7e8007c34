package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.engine.Operators;
import anpvs.model.Classifier;
import java.util.function.UnaryOperator;

/** What a gradient attack raises. */
@FunctionalInterface
public interface AttackLoss {
    /** Cross-entropy of the true class; only its gradient is of use, its value is not. */
    AttackLoss CROSS_ENTROPY =
            (classifier, clean, labels) ->
                    x -> Operators.softmaxOutput(classifier.logits(x), labels);

    /**
     * Cross-entropy of logits that are divided by their own scale: of each image, the standard
     * deviation of its clean logits. Where logits are so large that the softmax is 1 in single
     * precision, plain cross-entropy has no gradient; this one does not change when all logits are
     * multiplied by a number.
     */
    AttackLoss SCALED_CROSS_ENTROPY =
            (classifier, clean, labels) -> {
                NDArray logits = classifier.logits(clean);
                NDArray centred = logits.sub(logits.mean(new int[] {1}, true));
                NDArray scale = centred.square().mean(new int[] {1}, true).sqrt();
                NDArray divisor = scale.maximum(1e-30f); // not 0 where all logits are equal
                return x -> Operators.softmaxOutput(classifier.logits(x).div(divisor), labels);
            };

    /**
     * KL(p(clean) || p(x)), the inner loss of TRADES (Zhang et al. 2019), without the entropy of
     * p(clean), which x does not change. It needs no labels, and its gradient is 0 at x = clean: an
     * attack has to start elsewhere.
     */
    AttackLoss DIVERGENCE =
            (classifier, clean, labels) -> {
                NDArray weights = classifier.logits(clean).softmax(1).neg();
                return x -> classifier.logits(x).logSoftmax(1).mul(weights);
            };

    /**
     * Prepares the attack of one batch; what depends on the clean images alone is computed here.
     *
     * @param classifier the model under attack, in evaluation mode
     * @param clean (N, C, H, W) float32 in [0, 1]; its manager owns what is made
     * @param labels true classes (N) float32
     * @return the loss of perturbed images, differentiable by them; summed over its elements where
     *     it has several
     */
    UnaryOperator<NDArray> of(Classifier classifier, NDArray clean, NDArray labels);
}
