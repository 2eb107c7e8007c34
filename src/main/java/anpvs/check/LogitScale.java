package anpvs.check;

import anpvs.Texts;
import anpvs.metric.LogitRow;
import anpvs.metric.Median;
import java.util.List;

/**
 * Large logits saturate the softmax, so that cross-entropy has no gradient left. An attack on
 * logits that are divided by their own scale does not suffer from that; it must find no more.
 */
final class LogitScale extends Check {
    private static final double MANY = 50;

    LogitScale() {
        super(
                "logit-scale",
                "Is the attack as strong as one on logits divided by their scale?",
                "Cross-entropy of large logits has no gradient. If the same attack on smaller logits"
                        + " finds more, the network is not robust but loud.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return 2.0 * settings.steps() + 5;
    }

    @Override
    Result examine(Testbed testbed) {
        Outcome clean = testbed.clean();
        double[] margins = new double[clean.images()];
        int saturated = 0;
        int image = 0;
        for (float[] batch : clean.examples()) {
            for (double[] row : testbed.rows(testbed.model(), batch)) {
                int truth = testbed.images().label(image);
                margins[image++] = Math.abs(LogitRow.margin(row, truth));
                double loss = LogitRow.crossEntropy(row, truth);
                // the probability of the true class is 1 in the engine's float32
                saturated += (float) Math.exp(-loss) == 1f ? 1 : 0;
            }
        }
        double median = Median.of(margins);
        Outcome attacked = testbed.attacked();
        Outcome rescaled = testbed.attack(testbed.scaledPgd(), 0);
        double share = 100.0 * saturated / clean.images();
        double gain = attacked.percent() - rescaled.percent();
        CheckVerdict verdict = attacked.atMost(rescaled);
        String note = "";
        if (verdict != CheckVerdict.PASS) {
            note =
                    Texts.format(
                            "The same attack on logits divided by their scale finds %.1f points"
                                    + " more.",
                            gain);
        } else if (share > MANY) {
            verdict = CheckVerdict.WARN;
            note =
                    "The softmax of most clean images is 1 in single precision: their gradient comes"
                            + " from rounded numbers. The attack on divided logits finds no more, so"
                            + " that it was enough here.";
        }
        return new Result(
                verdict,
                List.of(
                        Measure.of("median distance of the first two logits", median),
                        Measure.percent("clean images with a softmax of 1", share),
                        Measure.percent("PGD-" + testbed.settings().steps(), attacked.percent()),
                        Measure.percent("PGD on divided logits", rescaled.percent())),
                note);
    }
}
