package anpvs.check;

import java.util.List;

/** PGD is at least as strong as FGSM, which is at least as strong as no attack. */
final class AttackOrder extends Check {
    AttackOrder() {
        super(
                "order",
                "Is PGD at least as strong as one step of it (FGSM), and that as no attack?",
                "A stronger attack that finds less is one that fails: its gradients are of no use,"
                        + " and the accuracy under it is no sign of robustness.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.steps() + 6;
    }

    @Override
    Result examine(Bench bench) {
        Outcome clean = bench.clean();
        Outcome fgsm = bench.fgsm();
        Outcome attacked = bench.attacked();
        Verdict verdict = attacked.atMost(fgsm).worse(fgsm.atMost(clean));
        return new Result(
                verdict,
                List.of(
                        Measure.percent("clean", clean.percent()),
                        Measure.percent("FGSM", fgsm.percent()),
                        Measure.percent("PGD-" + bench.settings().steps(), attacked.percent())),
                verdict == Verdict.WARN
                        ? "The weaker attack is ahead by so few images that chance explains it."
                        : "");
    }
}
