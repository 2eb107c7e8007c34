package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import anpvs.engine.Operators;
import java.util.List;

/**
 * A loss of the logits of each example, with its derivative, in double precision: the larger, the
 * worse for the classifier. z_y is the logit of the true class, z_t that of the class aimed at, and
 * z_(j) the j-th largest.
 */
public enum LogitLoss {
    /**
     * Cross-entropy -ln softmax(z)_y. From the other classes' probabilities rather than from 1 - p,
     * so that a confident network leaves a gradient.
     */
    CROSS_ENTROPY(2) {
        @Override
        Slope of(Logits logits, NDArray label, NDArray target) {
            Logits others = logits.without(label);
            NDArray largest = others.largest();
            NDArray odds = others.z().sub(largest).exp();
            NDArray sum = odds.sum(new int[] {1}, true);
            // ln(1 + e^excess), excess = ln(sum of the others) - z_y
            NDArray excess = largest.add(sum.log()).sub(logits.at(label));
            NDArray missing = Activation.sigmoid(excess);
            return new Slope(
                    excess.maximum(0).add(Operators.log1p(excess.abs().neg().exp())).reshape(-1),
                    odds.mul(missing.div(sum)).sub(logits.oneHot(label).mul(missing)));
        }
    },

    /** The lead z_t - z_y of the class aimed at. */
    LEAD(2) {
        @Override
        Slope of(Logits logits, NDArray label, NDArray target) {
            return new Slope(
                    logits.at(target).sub(logits.at(label)).reshape(-1),
                    logits.oneHot(target).sub(logits.oneHot(label)));
        }
    },

    /**
     * The difference of logits ratio (Croce and Hein 2020), -(z_y - max_{i != y} z_i) / (z_(1) -
     * z_(3) + 1e-12). It does not change when all logits are scaled or shifted, so that a confident
     * network cannot hide its gradient.
     */
    DLR(3) {
        @Override
        Slope of(Logits logits, NDArray label, NDArray target) {
            List<NDArray> top = logits.ranking(3);
            NDArray range = logits.at(top.get(0)).sub(logits.at(top.get(2))).add(1e-12);
            NDArray spread = logits.oneHot(top.get(0)).sub(logits.oneHot(top.get(2)));
            NDArray other = logits.without(label).ranking(1).get(0);
            return ratio(logits, label, other, range, spread);
        }
    },

    /** The same aimed at a class, -(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2 + 1e-12). */
    TARGETED_DLR(4) {
        @Override
        Slope of(Logits logits, NDArray label, NDArray target) {
            List<NDArray> top = logits.ranking(4);
            NDArray low = logits.at(top.get(2)).add(logits.at(top.get(3))).mul(0.5);
            NDArray range = logits.at(top.get(0)).sub(low).add(1e-12);
            NDArray lowest = logits.oneHot(top.get(2)).add(logits.oneHot(top.get(3))).mul(0.5);
            return ratio(logits, label, target, range, logits.oneHot(top.get(0)).sub(lowest));
        }
    };

    private final int classes;

    LogitLoss(int classes) {
        this.classes = classes;
    }

    /**
     * What the loss is at some logits.
     *
     * @param loss of each example, (n) float64
     * @param slope its derivative by each logit, (n, classes) float64
     */
    record Slope(NDArray loss, NDArray slope) {}

    /** {@return how many classes a classifier must have at least} */
    public int classes() {
        return classes;
    }

    /**
     * @param logits of n examples; their manager owns what is made
     * @param label the true classes, (n)
     * @param target the classes that the attack aims at, (n); not read where it aims at none
     * @return loss and derivative
     */
    abstract Slope of(Logits logits, NDArray label, NDArray target);

    /** (z_other - z_y) / range, where the derivative of the range is the spread. */
    private static Slope ratio(
            Logits logits, NDArray label, NDArray other, NDArray range, NDArray spread) {
        NDArray lead = logits.at(label).sub(logits.at(other));
        NDArray direction = logits.oneHot(other).sub(logits.oneHot(label));
        return new Slope(
                lead.neg().div(range).reshape(-1),
                direction.div(range).add(spread.mul(lead.div(range.square()))));
    }
}
