package anpvs.check;

import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mask's threshold and its soft values must not be what stops the attack. */
final class MaskAttack extends Check {
    MaskAttack() {
        super(
                "mask",
                "Is the attack at least as strong as one through the mask without its threshold, or"
                        + " rounded?",
                "If examples made through another form of the mask find more, the threshold or the"
                        + " soft values hide gradients.");
    }

    @Override
    Optional<String> inapplicable(Subject subject) {
        return subject.unthresholded() == null && subject.rounded() == null
                ? Optional.of("The network has no mask that is a probability.")
                : Optional.empty();
    }

    @Override
    public double passes(CheckSettings settings) {
        return 3.0 * settings.steps() + 12;
    }

    @Override
    Result examine(Bench bench) {
        Outcome attacked = bench.attacked();
        List<Measure> evidence = new ArrayList<>();
        evidence.add(Measure.percent("thresholded, as measured", attacked.percent()));
        Verdict verdict = Verdict.PASS;
        Subject subject = bench.subject();
        verdict = verdict.worse(other(bench, subject.unthresholded(), "no threshold", evidence));
        verdict = verdict.worse(other(bench, subject.rounded(), "rounded to 0 and 1", evidence));
        return new Result(
                verdict,
                evidence,
                verdict == Verdict.WARN
                        ? "The other mask's examples are ahead by so few images that chance explains"
                                + " it."
                        : "");
    }

    private static Verdict other(
            Bench bench, Classifier form, String name, List<Measure> evidence) {
        if (form == null) {
            return Verdict.PASS;
        }
        Classifier counted = bench.counted(form);
        // rounding makes logits larger, up to where plain cross-entropy has no gradient
        Outcome crossed = bench.attack(bench.scaledPgd(), counted, 0);
        evidence.add(Measure.percent(name + ", its examples", crossed.percent()));
        evidence.add(
                Measure.percent(
                        name + ", on itself", bench.judge(counted, crossed.examples()).percent()));
        return bench.attacked().atMost(crossed);
    }
}
