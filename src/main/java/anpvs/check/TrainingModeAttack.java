package anpvs.check;

import java.util.List;
import java.util.Optional;

/** Attacks see the network in evaluation mode; its training mode must not lead further. */
final class TrainingModeAttack extends Check {
    TrainingModeAttack() {
        super(
                "training-mode",
                "Is the attack at least as strong as one on the network in training mode?",
                "Gradients through dropout, batch statistics and random masks that find more than"
                        + " the network's own show that evaluation mode hides its weakness.");
    }

    @Override
    Optional<String> inapplicable(Subject subject) {
        return subject.trainingMode() == null
                ? Optional.of(
                        "Without mask, dropout, batch statistics and random weights both modes are"
                                + " the same network.")
                : Optional.empty();
    }

    @Override
    public double passes(CheckSettings settings) {
        return 2.0 * settings.steps() + 4;
    }

    @Override
    Result examine(Bench bench) {
        Outcome attacked = bench.attacked();
        Outcome trained =
                bench.attack(bench.pgd(), bench.counted(bench.subject().trainingMode()), 0);
        Verdict verdict = attacked.atMost(trained);
        return new Result(
                verdict,
                List.of(
                        Measure.percent("evaluation mode", attacked.percent()),
                        Measure.percent("examples of training mode", trained.percent())),
                verdict == Verdict.WARN
                        ? "Training mode is ahead by so few images that chance explains it."
                        : "");
    }
}
