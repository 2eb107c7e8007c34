package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Something about a classifier that makes an attack weaker than it looks, so that its accuracy
 * under attack cannot be taken at face value. The signs are those that AutoAttack looks for.
 *
 * @param sign what was seen
 * @param value how much of it, see {@link Sign}
 * @param message for people
 */
public record AttackWarning(Sign sign, double value, String message) {
    /** What is looked for. */
    public enum Sign {
        /** Equal images give different logits; value: the largest difference. */
        RANDOM_OUTPUT,
        /** The outputs look like probabilities, not logits; value: the largest of them. */
        PROBABILITIES,
        /** The gradient of an image is zero everywhere; value: the share of such images. */
        ZERO_GRADIENT,
        /** Too few classes for the targeted DLR loss; value: how many. */
        FEW_CLASSES,
        /** Square broke what gradients could not; value: percentage points. */
        SQUARE_STRONGER
    }

    private static final int PASSES = 10;
    private static final double SAME_LOGITS = 1e-4;
    private static final double PROBABILITY_SUM = 1e-3;
    private static final double SQUARE_POINTS = 0.2;

    /**
     * Looks at a classifier before it is attacked.
     *
     * @param classifier the model, in evaluation mode
     * @param images a batch (N, C, H, W) float32 in [0, 1]
     * @param labels true classes (N) float32
     * @return what was seen
     */
    public static List<AttackWarning> before(
            Classifier classifier, NDArray images, NDArray labels) {
        List<AttackWarning> seen = new ArrayList<>();
        float[] logits = logits(classifier, images);
        int classes = logits.length / (int) images.getShape().get(0);
        double difference = 0;
        for (int pass = 1; pass < PASSES; pass++) {
            float[] again = logits(classifier, images);
            for (int i = 0; i < logits.length; i++) {
                difference = Math.max(difference, Math.abs(again[i] - logits[i]));
            }
        }
        if (difference > SAME_LOGITS) {
            seen.add(
                    of(
                            Sign.RANDOM_OUTPUT,
                            difference,
                            "equal images give logits that differ by up to %.2g: the model is"
                                    + " random, so gradients have to be averaged (suite rand)",
                            difference));
        }
        if (areProbabilities(logits, classes)) {
            seen.add(
                    of(
                            Sign.PROBABILITIES,
                            IntStream.range(0, logits.length)
                                    .mapToDouble(i -> logits[i])
                                    .max()
                                    .orElseThrow(),
                            "the outputs lie in [0, 1] and sum to 1: they are probabilities, whose"
                                    + " gradient vanishes; attack the logits"));
        }
        double zero = zeroGradients(classifier, images, labels);
        if (zero > 0) {
            seen.add(
                    of(
                            Sign.ZERO_GRADIENT,
                            zero,
                            "%.1f %% of the images have a gradient of exactly zero: gradient attacks"
                                    + " do not move there",
                            100 * zero));
        }
        if (classes < LogitLoss.TARGETED_DLR.classes()) {
            seen.add(
                    of(
                            Sign.FEW_CLASSES,
                            classes,
                            "%d classes are too few for the targeted DLR loss; that attack is left"
                                    + " out",
                            classes));
        }
        return seen;
    }

    /**
     * Looks at what Square, which needs no gradients, did to what the other attacks had left.
     *
     * @param before images that were right before Square
     * @param after images that were right after it
     * @param images all images
     * @return a warning, if it took more than 0.2 points
     */
    public static Optional<AttackWarning> ofSquare(int before, int after, int images) {
        double points = 100.0 * (before - after) / images;
        return points <= SQUARE_POINTS
                ? Optional.empty()
                : Optional.of(
                        of(
                                Sign.SQUARE_STRONGER,
                                points,
                                "Square, which sees no gradient, lowered the accuracy by another"
                                        + " %.2f points: the gradients may be masked",
                                points));
    }

    private static AttackWarning of(Sign sign, double value, String format, Object... numbers) {
        return new AttackWarning(sign, value, String.format(Locale.ROOT, format, numbers));
    }

    private static float[] logits(Classifier classifier, NDArray images) {
        try (NDManager scope = images.getManager().newSubManager()) {
            return classifier.logits(RowOperators.handle(scope, images)).toFloatArray();
        }
    }

    private static boolean areProbabilities(float[] logits, int classes) {
        for (int from = 0; from < logits.length; from += classes) {
            double sum = 0;
            for (int c = from; c < from + classes; c++) {
                if (!(logits[c] >= 0 && logits[c] <= 1)) {
                    return false;
                }
                sum += logits[c];
            }
            if (Math.abs(sum - 1) > PROBABILITY_SUM) {
                return false;
            }
        }
        return true;
    }

    /** In the engine's single precision, as attacks on the cross-entropy see it. */
    private static double zeroGradients(Classifier classifier, NDArray images, NDArray labels) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray x = RowOperators.handle(scope, images);
            float[] gradient = InputGradient.crossEntropy(classifier, x, labels).toFloatArray();
            int count = (int) images.getShape().get(0);
            int pixels = gradient.length / count;
            IntPredicate isZero =
                    image ->
                            IntStream.range(image * pixels, (image + 1) * pixels)
                                    .allMatch(p -> gradient[p] == 0);
            return (double) IntStream.range(0, count).filter(isZero).count() / count;
        }
    }
}
