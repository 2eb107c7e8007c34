package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;

/**
 * A loss of the logits, of the classifier itself or averaged over draws of a random one.
 *
 * @param loss the loss
 * @param rank which class the attack aims at: 1 for the one with the largest clean logit after the
 *     true class, 2 for the next ..; 0 for none
 * @param draws through which the gradient is taken; null for the classifier itself. The logits of a
 *     point are then logarithms of the mean softmax
 */
public record LogitObjective(LogitLoss loss, int rank, Draws draws) implements ExampleLoss {
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
    public Objective of(Classifier classifier, NDArray clean, int[] labels) {
        int[] targets = rank == 0 ? null : targets(classifier, clean, labels, rank);
        return (images, rows) -> {
            int[] label = pick(labels, rows);
            int[] target = pick(targets, rows);
            return draws == null
                    ? pass(classifier, images, label, target, loss)
                    : mean(images, label, target);
        };
    }

    /** One pass through one network. */
    static Point pass(
            Classifier classifier, NDArray images, int[] labels, int[] targets, LogitLoss loss) {
        double[] losses = new double[labels.length];
        float[][] logits = new float[1][];
        NDArray gradient =
                InputGradient.of(
                        images,
                        x -> {
                            NDArray z = classifier.logits(x);
                            logits[0] = z.toFloatArray();
                            float[] slope = slope(logits[0], labels, targets, loss, losses);
                            return z.mul(x.getManager().create(slope, z.getShape()));
                        });
        return new Point(logits[0], losses, gradient.toFloatArray());
    }

    /** The derivative of each example's loss by its logits; writes the losses. */
    static float[] slope(
            float[] logits, int[] labels, int[] targets, LogitLoss loss, double[] losses) {
        int classes = logits.length / labels.length;
        float[] slope = new float[logits.length];
        float[] z = new float[classes];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(logits, i * classes, z, 0, classes);
            double[] gradient = new double[classes];
            losses[i] = loss.at(z, labels[i], targets == null ? -1 : targets[i], gradient);
            for (int c = 0; c < classes; c++) {
                slope[i * classes + c] = (float) gradient[c];
            }
        }
        return slope;
    }

    private Point mean(NDArray images, int[] labels, int[] targets) {
        double[] losses = new double[labels.length];
        float[] gradient = new float[Math.toIntExact(images.getShape().size())];
        double[] probability = null;
        for (int d = 0; d < draws.count(); d++) {
            try (NDManager scope = images.getManager().newSubManager()) {
                NDArray x = images.duplicate();
                x.attach(scope);
                Point one = pass(draws.draw().apply(scope), x, labels, targets, loss);
                probability = probability == null ? new double[one.logits().length] : probability;
                addSoftmax(one.logits(), labels.length, probability);
                for (int i = 0; i < losses.length; i++) {
                    losses[i] += one.loss()[i] / draws.count();
                }
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] += one.gradient()[i] / draws.count();
                }
            }
        }
        float[] logits = new float[probability.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(Math.max(probability[i] / draws.count(), 1e-38));
        }
        return new Point(logits, losses, gradient);
    }

    private static void addSoftmax(float[] logits, int examples, double[] sum) {
        int classes = logits.length / examples;
        for (int from = 0; from < logits.length; from += classes) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = from; c < from + classes; c++) {
                largest = Math.max(largest, logits[c]);
            }
            double total = 0;
            for (int c = from; c < from + classes; c++) {
                total += Math.exp(logits[c] - largest);
            }
            for (int c = from; c < from + classes; c++) {
                sum[c] += Math.exp(logits[c] - largest) / total;
            }
        }
    }

    /** For each example the class of that rank among all but the true one, by its clean logit. */
    static int[] targets(Classifier classifier, NDArray clean, int[] labels, int rank) {
        float[] logits;
        try (NDManager scope = clean.getManager().newSubManager()) {
            NDArray x = clean.duplicate();
            x.attach(scope);
            logits = classifier.logits(x).toFloatArray();
        }
        int classes = logits.length / labels.length;
        if (rank >= classes) {
            throw new UserError(
                    "no class of rank " + rank + ": the classifier has " + classes + " classes");
        }
        int[] targets = new int[labels.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = ofRank(logits, i * classes, classes, labels[i], rank);
        }
        return targets;
    }

    private static int ofRank(float[] logits, int from, int classes, int label, int rank) {
        for (int c = 0; c < classes; c++) {
            int place = 1;
            for (int other = 0; other < classes; other++) {
                boolean before = other < c && logits[from + other] == logits[from + c];
                place +=
                        other != label && (logits[from + other] > logits[from + c] || before)
                                ? 1
                                : 0;
            }
            if (c != label && place == rank) {
                return c;
            }
        }
        throw new IllegalStateException("a logit is not a number");
    }

    private static int[] pick(int[] values, int[] rows) {
        if (values == null) {
            return null;
        }
        int[] picked = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }
}
