package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import anpvs.UserError;
import anpvs.attack.ExampleLoss.Point;
import anpvs.engine.Operators;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Expectation over transformation (Athalye et al. 2018) for a network with random weights or a
 * random mask: each gradient is averaged over draws that are made anew for every step.
 *
 * <p>As an {@link AttackLoss} it is the cross-entropy, summed over the draws. The sum has the
 * direction of the mean, which is all that a sign step looks at.
 *
 * @param draw makes a network of its own, owned by the manager
 * @param count draws for each gradient, at least 1
 */
public record ExpectedGradient(Function<NDManager, Classifier> draw, int count)
        implements AttackLoss {
    /** Checks the number. */
    public ExpectedGradient {
        if (count < 1) {
            throw new UserError("gradient draws is " + count + "; expected 1 or more");
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
            for (int i = 0; i < count; i++) {
                Classifier drawn = draw.apply(x.getManager());
                NDArray output = Operators.softmaxOutput(drawn.logits(x), labels);
                sum = sum == null ? output : sum.add(output);
            }
            return sum;
        };
    }

    /**
     * The mean over the draws, one pass after another.
     *
     * @param images (n, C, H, W); their manager owns what is made
     * @param pass loss and gradient of one network
     * @return mean loss, mean gradient, and the logarithm of the mean softmax as logits
     */
    Point mean(NDArray images, BiFunction<Classifier, NDArray, Point> pass) {
        NDManager owner = images.getManager();
        NDList sums = null;
        for (int i = 0; i < count; i++) {
            try (NDManager scope = owner.newSubManager()) {
                NDArray x = RowOperators.handle(scope, images);
                Point one = pass.apply(draw.apply(scope), x);
                NDArray softmax = Logits.of(one.logits()).z().softmax(1);
                NDList parts =
                        new NDList(
                                softmax.div(count),
                                one.loss().div(count),
                                one.gradient().div(count));
                if (sums != null) {
                    sums.attach(scope);
                    for (int k = 0; k < parts.size(); k++) {
                        parts.set(k, sums.get(k).add(parts.get(k)));
                    }
                }
                parts.attach(owner);
                sums = parts;
            }
        }
        NDArray logits = sums.get(0).maximum(1e-38).log().toType(DataType.FLOAT32, false);
        return new Point(logits, sums.get(1), sums.get(2));
    }
}
