package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import anpvs.UserError;
import anpvs.attack.LogitLoss.Slope;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import java.util.List;

/**
 * A loss of the logits, of the classifier itself or averaged over draws of a random one.
 *
 * @param loss the loss
 * @param rank which class the attack aims at: 1 for the one with the largest clean logit after the
 *     true class, 2 for the next ..; 0 for none
 * @param draws through which the gradient is taken; null for the classifier itself. The logits of a
 *     point are then logarithms of the mean softmax
 */
public record LogitObjective(LogitLoss loss, int rank, ExpectedGradient draws)
        implements ExampleLoss {
    /**
     * An untargeted loss of the classifier itself.
     *
     * @param loss the loss
     */
    public LogitObjective(LogitLoss loss) {
        this(loss, 0, null);
    }

    @Override
    public boolean isRandom() {
        return draws != null;
    }

    @Override
    public Objective of(Classifier classifier, NDArray clean, NDArray labels) {
        NDArray targets = rank == 0 ? null : targets(classifier, clean, labels);
        return new BatchLoss(this, classifier, labels, targets);
    }

    /** The class of that rank among all but the true one, by its clean logit, (N). */
    private NDArray targets(Classifier classifier, NDArray clean, NDArray labels) {
        Logits logits = Logits.of(classifier.logits(clean.stopGradient()));
        if (rank >= logits.classes()) {
            throw new UserError(
                    "no class of rank "
                            + rank
                            + ": the classifier has "
                            + logits.classes()
                            + " classes");
        }
        List<NDArray> ranking = logits.without(labels).ranking(rank);
        return ranking.get(rank - 1);
    }

    private record BatchLoss(
            LogitObjective what, Classifier classifier, NDArray labels, NDArray targets)
            implements Objective {
        @Override
        public Point at(NDArray images) {
            return what.draws == null
                    ? pass(classifier, images)
                    : what.draws.mean(images, this::pass);
        }

        private Point pass(Classifier network, NDArray images) {
            Pass pass = new Pass();
            NDArray gradient =
                    InputGradient.of(
                            images,
                            x -> pass.raised(network.logits(x), labels, targets, what.loss));
            return new Point(pass.logits, pass.loss, gradient);
        }

        @Override
        public Objective only(NDArray rows) {
            return new BatchLoss(
                    what,
                    classifier,
                    RowOperators.take(labels, rows),
                    targets == null ? null : RowOperators.take(targets, rows));
        }
    }

    /** What a pass leaves behind besides its gradient. */
    static final class Pass {
        private NDArray logits;
        private NDArray loss;

        NDArray logits() {
            return logits;
        }

        NDArray loss() {
            return loss;
        }

        /** An array whose sum has the gradient of the summed loss by the logits, (n, classes). */
        NDArray raised(NDArray z, NDArray labels, NDArray targets, LogitLoss of) {
            logits = z.stopGradient();
            Slope slope = of.of(Logits.of(z), labels, targets);
            loss = slope.loss();
            return z.mul(slope.slope().toType(DataType.FLOAT32, false));
        }
    }
}
