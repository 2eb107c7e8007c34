package anpvs.check;

import anpvs.metric.LogitRow;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The accuracy under attack, recomputed from the stored examples without the engine. */
final class SecondCodePath extends Check {
    /** Largest difference of logits, relative to the largest, that rounding explains. */
    private static final double ROUNDING = 1e-3;

    SecondCodePath() {
        super(
                "recompute",
                "Does another code path give the same answers to the stored examples?",
                "Different answers to the same images from the same weights mean that one of both"
                        + " programs is wrong, and with it the accuracies it reports.");
    }

    @Override
    Optional<String> inapplicable(Subject subject) {
        return subject.plain() == null
                ? Optional.of("There is no second code path for this network.")
                : Optional.empty();
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.steps() + 30;
    }

    @Override
    Result examine(Testbed testbed) {
        int wanted = Math.min(testbed.settings().plainImages(), testbed.images().count());
        int size = testbed.images().imageBytes();
        Outcome attacked = testbed.attacked();
        List<float[]> stored = testbed.stored();
        int right = 0;
        int engineRight = 0;
        int differ = 0;
        double difference = 0;
        double largest = 0;
        int image = 0;
        boolean kept = true;
        for (int b = 0; b < stored.size(); b++) {
            float[] batch = stored.get(b);
            kept &= Arrays.equals(batch, attacked.examples().get(b));
            List<double[]> engine = testbed.rows(testbed.model(), batch);
            for (int i = 0; i < engine.size() && image < wanted; i++, image++) {
                double[] pixels = LogitRow.of(batch, i, size);
                double[] plain = testbed.subject().plain().apply(pixels);
                double[] logits = engine.get(i);
                for (int c = 0; c < logits.length; c++) {
                    difference = Math.max(difference, Math.abs(plain[c] - logits[c]));
                    largest = Math.max(largest, Math.abs(plain[c]));
                }
                boolean again = LogitRow.margin(plain, testbed.images().label(image)) > 0;
                right += again ? 1 : 0;
                engineRight += attacked.right().get(image) ? 1 : 0;
                differ += again == attacked.right().get(image) ? 0 : 1;
            }
        }
        double relative = difference / largest;
        boolean same = kept && differ == 0 && relative < ROUNDING;
        boolean close = kept && relative < ROUNDING && differ <= Math.max(1, wanted / 500);
        CheckVerdict verdict =
                same ? CheckVerdict.PASS : close ? CheckVerdict.WARN : CheckVerdict.FAIL;
        return new Result(
                verdict,
                List.of(
                        Measure.of("images", wanted),
                        Measure.percent("engine", 100.0 * engineRight / wanted),
                        Measure.percent("plain Java", 100.0 * right / wanted),
                        Measure.of("different answers", differ),
                        Measure.of("largest difference of logits, relative", relative)),
                !kept
                        ? "The stored images are not those of the attack."
                        : verdict == CheckVerdict.WARN
                                ? "Logits agree to rounding; an image lies exactly on the border of two"
                                        + " classes."
                                : "");
    }
}
