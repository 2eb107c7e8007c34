package anpvs.check;

import ai.djl.ndarray.NDArray;
import anpvs.Texts;
import anpvs.attack.AttackLoss;
import anpvs.attack.AttackStart;
import anpvs.attack.Pgd;
import java.util.ArrayList;
import java.util.List;

/** More steps raise the loss until it stays: then the attack is done. */
public final class StepCurve extends Check {
    /** Name of a curve in the evidence: mean cross-entropy against the number of steps. */
    public static final String LOSS = "mean loss after steps";

    /** Name of a curve in the evidence: accuracy in percent against the number of steps. */
    public static final String ACCURACY = "accuracy after steps";

    /** The loss may waver by this share where steps of a fixed size go to and fro. */
    private static final double WAVER = 0.02;

    StepCurve() {
        super(
                "steps",
                "Does the loss rise with the steps, to a plateau that the evaluation reaches?",
                "A loss that does not rise, or falls, with more steps means that the attack does not"
                        + " follow the loss; one that still rises means that it was stopped too"
                        + " early.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.mostSteps() + 3.0 * settings.stepLadder().size() + settings.steps();
    }

    @Override
    Result examine(Testbed testbed) {
        List<Measure> losses = new ArrayList<>();
        List<Measure> accuracies = new ArrayList<>();
        Outcome start = testbed.attack(new Pgd(testbed.threat(), 0, 0, true), 0);
        add(losses, accuracies, 0, start);
        Outcome before = start;
        int done = 0;
        double fall = 0;
        double raised = 0;
        for (int steps : testbed.settings().stepLadder()) {
            Outcome next = goOn(testbed, before, steps - done);
            add(losses, accuracies, steps, next);
            fall = Math.max(fall, 1 - next.meanLoss() / before.meanLoss());
            raised = Math.max(raised, share(start, next));
            before = next;
            done = steps;
        }
        double missed = testbed.attacked().percent() - before.percent();
        List<Measure> evidence = new ArrayList<>(losses);
        evidence.addAll(accuracies);
        evidence.add(Measure.percent("images whose loss is raised", raised));
        CheckVerdict verdict = CheckVerdict.PASS;
        String note = "";
        if (missed > 1) {
            verdict = CheckVerdict.WARN;
            note =
                    Texts.format(
                            "%d steps find %.1f points more than the evaluation's %d: its attack is"
                                    + " not at the plateau, and its accuracy is flattered by that.",
                            done, missed, testbed.settings().steps());
        }
        if (fall > WAVER) {
            verdict = before.atMost(testbed.attacked()).worse(CheckVerdict.WARN);
            note = "The mean loss falls between two numbers of steps. " + note;
        }
        if (raised < 90) {
            verdict = verdict.worse(raised < 50 ? CheckVerdict.FAIL : CheckVerdict.WARN);
            note = "The attack does not raise the loss of many images. " + note;
        }
        return new Result(verdict, evidence, note.strip());
    }

    private static void add(
            List<Measure> losses, List<Measure> accuracies, int steps, Outcome outcome) {
        losses.add(new Measure(LOSS, (double) steps, outcome.meanLoss(), ""));
        accuracies.add(Measure.percent(ACCURACY, steps, outcome.percent()));
    }

    /** Further steps from where the attack stands. */
    private static Outcome goOn(Testbed testbed, Outcome from, int steps) {
        float size = testbed.pgd().stepSize();
        List<float[]> found =
                testbed.each(
                        (number, x, y) -> {
                            NDArray at =
                                    testbed.images(x.getManager(), from.examples().get(number));
                            NDArray moved = at.sub(x);
                            AttackStart there = (manager, epsilon, shape, random) -> moved;
                            Pgd pgd =
                                    new Pgd(
                                            testbed.threat(),
                                            size,
                                            steps,
                                            there,
                                            AttackLoss.CROSS_ENTROPY);
                            NDArray end = pgd.perturb(testbed.model(), x, y, null);
                            testbed.threat().check(x, end);
                            return end;
                        });
        return testbed.judge(testbed.model(), found);
    }

    private static double share(Outcome start, Outcome end) {
        int raised = 0;
        for (int i = 0; i < start.images(); i++) {
            raised += end.losses()[i] > start.losses()[i] ? 1 : 0;
        }
        return 100.0 * raised / start.images();
    }
}
