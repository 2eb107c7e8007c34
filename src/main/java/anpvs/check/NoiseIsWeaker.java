package anpvs.check;

import java.util.List;

/** Uniform noise of the same radius does less harm than an attack. */
final class NoiseIsWeaker extends Check {
    NoiseIsWeaker() {
        super(
                "noise",
                "Does random noise of the same radius do less harm than the attack?",
                "An attack that does no better than noise was not led by its gradients; anybody who"
                        + " searches better breaks the network.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.steps() + 4;
    }

    @Override
    Result examine(Testbed testbed) {
        Outcome noise = testbed.noise();
        Outcome fgsm = testbed.fgsm();
        Outcome attacked = testbed.attacked();
        CheckVerdict verdict = attacked.atMost(noise);
        String note = "";
        boolean lower = attacked.right().cardinality() < noise.right().cardinality();
        if (!lower && noise.right().cardinality() > 0) {
            boolean raised = attacked.medianLoss() > 1.05 * noise.medianLoss();
            verdict = verdict.worse(raised ? CheckVerdict.WARN : CheckVerdict.FAIL);
            note =
                    raised
                            ? "The attack finds no more images than noise, but it raises their loss:"
                                    + " the radius may be too small to reach a mistake."
                            : "The attack does not even raise the loss.";
        } else if (fgsm.atMost(noise) != CheckVerdict.PASS) {
            verdict = verdict.worse(CheckVerdict.WARN);
            note =
                    "A single step of the full radius does less than noise: the loss is not linear"
                            + " over the radius. PGD, with small steps, is stronger than noise.";
        }
        return new Result(
                verdict,
                List.of(
                        Measure.percent("noise", noise.percent()),
                        Measure.percent("FGSM", fgsm.percent()),
                        Measure.percent("PGD-" + testbed.settings().steps(), attacked.percent()),
                        Measure.of("median loss under noise", noise.medianLoss()),
                        Measure.of("under PGD", attacked.medianLoss())),
                note);
    }
}
