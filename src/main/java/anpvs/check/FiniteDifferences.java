package anpvs.check;

import ai.djl.ndarray.NDArray;
import anpvs.metric.LogitRow;
import anpvs.metric.Median;
import anpvs.model.InputGradient;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient that attacks follow, against central differences of the loss on the trained network,
 * along the gradient's sign and along random signs, at a random start and at attacked images. Where
 * there is a second code path in double precision, differences are taken on it; else on the engine,
 * in single precision, where several lengths are tried: short ones drown in rounding, long ones
 * cross kinks of the network.
 */
final class FiniteDifferences extends Check {
    private static final double EXACT_LENGTH = 1e-7;
    private static final float[] LENGTHS = {1e-4f, 3e-4f, 1e-3f};

    /** Images for the exact differences, of which each takes eight slow passes. */
    private static final int EXACT_IMAGES = 20;

    /** Differences below this are rounding of single precision. */
    private static final double MEASURABLE = 3e-5;

    private static final double GOOD = 0.02;
    private static final double BAD = 0.2;

    private static final String FLAT =
            "Fewer than half of the differences can be told from rounding: around most images the loss"
                    + " hardly changes, and the others say little of them.";

    private static final String BENT =
            "The loss bends within 0.0001 of a pixel: the network's pieces are small, so that steps"
                    + " follow the gradient only roughly.";

    /**
     * Relative errors of the slopes in one kind of direction that could be measured, and how many
     * could not. The kinds are judged apart: the gradient's own sign does not see pixels whose
     * gradient was lost.
     */
    private static final class Errors {
        private final String direction;
        private final List<Double> relative = new ArrayList<>();
        private int silent;

        Errors(String direction) {
            this.direction = direction;
        }

        void add(double slope, double difference, double measurable) {
            double larger = Math.max(Math.abs(slope), Math.abs(difference));
            if (larger < measurable) {
                silent++;
            } else {
                relative.add(Math.abs(slope - difference) / larger);
            }
        }

        double measured() {
            return (double) relative.size() / (relative.size() + silent);
        }

        double median() {
            return Median.of(relative.stream().mapToDouble(one -> one).toArray());
        }

        double nineInTenBelow() {
            return relative.stream().sorted().toList().get((int) (0.9 * (relative.size() - 1)));
        }

        void show(List<Measure> evidence) {
            evidence.add(Measure.percent(direction + ", above rounding", 100 * measured()));
            if (!relative.isEmpty()) {
                evidence.add(Measure.of(direction + ", median relative error", median()));
                evidence.add(Measure.of(direction + ", nine in ten below", nineInTenBelow()));
            }
        }

        CheckVerdict verdict() {
            if (relative.isEmpty() || median() >= BAD) {
                return CheckVerdict.FAIL;
            }
            return median() < GOOD && measured() >= 0.5 ? CheckVerdict.PASS : CheckVerdict.WARN;
        }

        String note() {
            if (relative.isEmpty()) {
                return "No small step changes the loss of any image: there is nothing to follow.";
            }
            return verdict() != CheckVerdict.WARN ? "" : median() < GOOD ? FLAT : BENT;
        }
    }

    FiniteDifferences() {
        super(
                "gradient",
                "Does the gradient that attacks follow agree with differences of the loss?",
                "A gradient that does not tell how the loss changes leads every attack that follows"
                        + " it astray: no result of PGD, APGD or FAB counts then.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.steps() + 8;
    }

    @Override
    Result examine(Testbed testbed) {
        Errors along = new Errors("along the gradient");
        Errors across = new Errors("along random signs");
        for (Outcome at : List.of(testbed.noise(), testbed.attacked())) {
            compare(testbed, at, along, across);
        }
        List<Measure> evidence = new ArrayList<>();
        along.show(evidence);
        across.show(evidence);
        CheckVerdict verdict = along.verdict().worse(across.verdict());
        return new Result(verdict, evidence, (verdict == along.verdict() ? along : across).note());
    }

    private static void compare(Testbed testbed, Outcome at, Errors along, Errors across) {
        boolean exact = testbed.subject().plain() != null;
        testbed.each(
                (number, x, y) -> {
                    NDArray point = testbed.images(x.getManager(), at.examples().get(number));
                    float[] gradient =
                            InputGradient.crossEntropy(testbed.model(), point.duplicate(), y)
                                    .toFloatArray();
                    float[] random = testbed.random(30, number).uniform(-1f, 1f, gradient.length);
                    if (!exact) {
                        onEngine(testbed, point, y, gradient, gradient, along);
                        onEngine(testbed, point, y, gradient, random, across);
                    } else if (number == 0) {
                        exactly(testbed, point, gradient, gradient, along);
                        exactly(testbed, point, gradient, random, across);
                    }
                    return y;
                });
    }

    private static void exactly(
            Testbed testbed, NDArray point, float[] gradient, float[] towards, Errors errors) {
        float[] pixels = point.toFloatArray();
        int size = testbed.images().imageBytes();
        int images = Math.min(EXACT_IMAGES, pixels.length / size);
        for (int i = 0; i < images; i++) {
            double[] above = new double[size];
            double[] below = new double[size];
            double slope = 0;
            for (int k = 0; k < size; k++) {
                int from = i * size + k;
                double step = EXACT_LENGTH * Math.signum(towards[from]);
                above[k] = pixels[from] + step;
                below[k] = pixels[from] - step;
                slope += 2 * gradient[from] * step;
            }
            int label = testbed.images().label(i);
            double difference = loss(testbed, above, label) - loss(testbed, below, label);
            errors.add(slope, difference, MEASURABLE * EXACT_LENGTH);
        }
    }

    private static double loss(Testbed testbed, double[] image, int label) {
        double[] logits = testbed.subject().plain().apply(image);
        return LogitRow.crossEntropy(logits, label);
    }

    private static void onEngine(
            Testbed testbed,
            NDArray point,
            NDArray y,
            float[] gradient,
            float[] towards,
            Errors errors) {
        float[] label = y.toFloatArray();
        int size = gradient.length / label.length;
        double[][] slopes = new double[LENGTHS.length][label.length];
        double[][] differences = new double[LENGTHS.length][];
        for (int l = 0; l < LENGTHS.length; l++) {
            float[] signs = new float[towards.length];
            for (int i = 0; i < signs.length; i++) {
                signs[i] = LENGTHS[l] * Math.signum(towards[i]);
                slopes[l][i / size] += 2.0 * gradient[i] * signs[i];
            }
            NDArray step = point.getManager().create(signs, point.getShape());
            double[] above = losses(testbed, point.add(step), label);
            double[] below = losses(testbed, point.sub(step), label);
            differences[l] = new double[label.length];
            for (int i = 0; i < label.length; i++) {
                differences[l][i] = above[i] - below[i];
            }
        }
        for (int i = 0; i < label.length; i++) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int l = 0; l < LENGTHS.length; l++) {
                double larger = Math.max(Math.abs(slopes[l][i]), Math.abs(differences[l][i]));
                double error = Math.abs(slopes[l][i] - differences[l][i]) / larger;
                if (larger >= MEASURABLE && error < least) {
                    least = error;
                    best = l;
                }
            }
            int used = Math.max(0, best);
            errors.add(slopes[used][i], differences[used][i], MEASURABLE);
        }
    }

    private static double[] losses(Testbed testbed, NDArray images, float[] label) {
        float[] logits = testbed.model().logits(images).toFloatArray();
        int classes = logits.length / label.length;
        double[] losses = new double[label.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = LogitRow.crossEntropy(LogitRow.of(logits, i, classes), (int) label[i]);
        }
        return losses;
    }
}
