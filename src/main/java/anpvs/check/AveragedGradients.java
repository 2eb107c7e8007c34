package anpvs.check;

import ai.djl.ndarray.NDManager;
import anpvs.attack.AttackStart;
import anpvs.attack.ExpectedGradient;
import anpvs.attack.Pgd;
import anpvs.model.Classifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Against randomness gradients are averaged (expectation over transformation). */
final class AveragedGradients extends Check {
    AveragedGradients() {
        super(
                "averaged",
                "Is the attack as strong as one whose gradients are averaged over random draws?",
                "If averaging finds more, randomness spoilt the gradients of the attack, and the"
                        + " network's accuracy under it is luck.");
    }

    /** Draws of training, or the network itself where its own answers are random. */
    private static Function<NDManager, Classifier> draws(Bench bench) {
        Subject subject = bench.subject();
        if (subject.draw() != null) {
            return subject.draw();
        }
        float[] batch = bench.clean().examples().get(0);
        float[] once = bench.logits(bench.model(), batch);
        float[] twice = bench.logits(bench.model(), batch);
        return Arrays.equals(once, twice) ? null : manager -> bench.model();
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.steps() * (settings.draws() + 1.0) + settings.draws() + 5;
    }

    @Override
    Result examine(Bench bench) {
        Function<NDManager, Classifier> draws = draws(bench);
        if (draws == null) {
            return new Result(
                    Verdict.NONE,
                    List.of(),
                    "Neither the network nor its training draws random numbers at each pass.");
        }
        int many = bench.settings().draws();
        Function<NDManager, Classifier> counted = manager -> bench.counted(draws.apply(manager));
        Pgd pgd =
                new Pgd(
                        bench.threat(),
                        bench.pgd().stepSize(),
                        bench.settings().steps(),
                        AttackStart.UNIFORM,
                        new ExpectedGradient(counted, many));
        Outcome averaged = bench.attack(pgd, bench.model(), 0);
        Outcome attacked = bench.attacked();
        Verdict verdict = attacked.atMost(averaged);
        return new Result(
                verdict,
                List.of(
                        Measure.percent("PGD", attacked.percent()),
                        Measure.percent(
                                "gradients averaged over " + many + " draws", averaged.percent())),
                verdict == Verdict.WARN
                        ? "Averaging is ahead by so few images that chance explains it."
                        : "");
    }
}
