package anpvs.check;

import ai.djl.ndarray.NDArray;
import anpvs.model.InputGradient;
import java.util.BitSet;
import java.util.List;

/** A gradient attack needs gradients: few images that are answered rightly may have none. */
final class ZeroGradients extends Check {
    private static final double FEW = 1;
    private static final double MANY = 10;

    ZeroGradients() {
        super(
                "zero-gradients",
                "Has (nearly) every image that is answered rightly a gradient that the attack can follow?",
                "Where the gradient is 0 in every pixel the attack stands still: those images count"
                        + " as robust although nothing was tried on them.");
    }

    /** Counts over many gradients. */
    private static final class Count {
        private int images;
        private int silent;
        private long pixels;
        private long zeros;

        void add(float[] gradients, int size, BitSet right, int first) {
            for (int from = 0; from < gradients.length; from += size) {
                if (!right.get(first + from / size)) {
                    continue;
                }
                int zero = 0;
                for (int i = from; i < from + size; i++) {
                    zero += gradients[i] == 0 ? 1 : 0;
                }
                images++;
                silent += zero == size ? 1 : 0;
                pixels += size;
                zeros += zero;
            }
        }

        double silentPercent() {
            return 100.0 * silent / images;
        }

        double zeroPercent() {
            return 100.0 * zeros / pixels;
        }
    }

    @Override
    public double passes(CheckSettings settings) {
        return 4;
    }

    @Override
    Result examine(Testbed testbed) {
        if (testbed.clean().right().isEmpty()) {
            return new Result(CheckVerdict.NONE, List.of(), "No image is answered rightly.");
        }
        Count clean = count(testbed, testbed.clean());
        Count start = count(testbed, testbed.noise());
        double worst = Math.max(clean.silentPercent(), start.silentPercent());
        CheckVerdict verdict =
                worst > MANY
                        ? CheckVerdict.FAIL
                        : worst > FEW ? CheckVerdict.WARN : CheckVerdict.PASS;
        return new Result(
                verdict,
                List.of(
                        Measure.percent(
                                "images without any gradient, clean", clean.silentPercent()),
                        Measure.percent("at a random start", start.silentPercent()),
                        Measure.percent("single pixels without, clean", clean.zeroPercent()),
                        Measure.percent("at a random start of those", start.zeroPercent())),
                verdict == CheckVerdict.WARN
                        ? "On these images the attack is no more than its random start; several"
                                + " starts, or an attack without gradients, are needed for them."
                        : "");
    }

    private static Count count(Testbed testbed, Outcome outcome) {
        Count count = new Count();
        testbed.each(
                (number, x, y) -> {
                    NDArray at = testbed.images(x.getManager(), outcome.examples().get(number));
                    NDArray gradient = InputGradient.crossEntropy(testbed.model(), at, y);
                    count.add(
                            gradient.toFloatArray(),
                            testbed.images().imageBytes(),
                            testbed.clean().right(),
                            number * testbed.settings().batchSize());
                    return y;
                });
        return count;
    }
}
