package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.Operators;
import anpvs.model.Classifier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Expectation over transformation (Athalye et al. 2018) for a network with random weights: the
 * cross-entropy, with its gradient summed over draws that are made anew for every step. The sum has
 * the direction of the mean, which is all that a sign step looks at.
 *
 * @param draw makes a network with weights of its own, owned by the manager
 * @param draws how many for each gradient
 */
public record ExpectedGradient(Function<NDManager, Classifier> draw, int draws)
        implements AttackLoss {
    /** Checks the number. */
    public ExpectedGradient {
        if (draws < 1) {
            throw new anpvs.UserError("gradient draws is " + draws + "; expected 1 or more");
        }
    }

    /**
     * {@inheritDoc}
     *
     * @param classifier not asked: the draws stand for it
     */
    @Override
    public UnaryOperator<NDArray> of(Classifier classifier, NDArray clean, NDArray labels) {
        return x -> {
            NDArray sum = null;
            for (int i = 0; i < draws; i++) {
                Classifier drawn = draw.apply(x.getManager());
                NDArray output = Operators.softmaxOutput(drawn.logits(x), labels);
                sum = sum == null ? output : sum.add(output);
            }
            return sum;
        };
    }
}
