package anpvs.check;

import anpvs.model.Classifier;
import java.util.List;
import java.util.Optional;

/** The network without its pruned units is the same function: attacked itself, it breaks alike. */
final class CompactAttack extends Check {
    private static final double ROUNDING = 1e-3;

    CompactAttack() {
        super(
                "compact",
                "Is the network that is rebuilt without its pruned units as robust, attacked itself?",
                "A rebuilt network that breaks more often shows that the masked one was measured"
                        + " through its mask, and that what would be delivered is weaker.");
    }

    @Override
    Optional<String> inapplicable(Subject subject) {
        return subject.compact() == null ? Optional.of("No unit is pruned.") : Optional.empty();
    }

    @Override
    public double passes(CheckSettings settings) {
        return 2.0 * settings.steps() + 6;
    }

    @Override
    Result examine(Testbed testbed) {
        Classifier compact = testbed.counted(testbed.subject().compact());
        Outcome attacked = testbed.attacked();
        List<float[]> found = testbed.examples(testbed.threat(), testbed.pgd(), compact, 0);
        Outcome itself = testbed.judge(compact, found);
        Outcome crossed = testbed.judge(testbed.model(), found);
        double difference = 0;
        double largest = 0;
        for (float[] batch : testbed.clean().examples()) {
            float[] one = testbed.logits(testbed.model(), batch);
            float[] two = testbed.logits(compact, batch);
            for (int i = 0; i < one.length; i++) {
                difference = Math.max(difference, Math.abs(one[i] - two[i]));
                largest = Math.max(largest, Math.abs(one[i]));
            }
        }
        double relative = difference / largest;
        CheckVerdict verdict = attacked.atMost(itself).worse(attacked.atMost(crossed));
        if (!(relative < ROUNDING)) {
            verdict = CheckVerdict.FAIL;
        }
        return new Result(
                verdict,
                List.of(
                        Measure.percent("masked", attacked.percent()),
                        Measure.percent("rebuilt, attacked itself", itself.percent()),
                        Measure.percent("its examples on the masked one", crossed.percent()),
                        Measure.of("largest difference of logits, relative", relative)),
                verdict == CheckVerdict.WARN
                        ? "The rebuilt network is behind by so few images that chance explains it:"
                                + " sign steps turn rounding into other examples."
                        : "");
    }
}
