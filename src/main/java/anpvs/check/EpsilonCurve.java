package anpvs.check;

import java.util.ArrayList;
import java.util.List;

/** A larger radius holds the smaller one, so that accuracy falls with it. */
public final class EpsilonCurve extends Check {
    /** Name of the curve in the evidence: accuracy in percent against epsilon. */
    public static final String ACCURACY = "accuracy at epsilon";

    EpsilonCurve() {
        super(
                "epsilon",
                "Does accuracy fall, or stay, with each larger epsilon?",
                "A larger ball holds every example of the smaller one; accuracy that rises with it"
                        + " says that the attack, not the network, has changed.");
    }

    /** {@return the radii: parts and multiples of the evaluation's, up to 1} */
    static List<Double> radii(double epsilon) {
        List<Double> radii = new ArrayList<>();
        for (double part : new double[] {0.25, 0.5, 0.75, 1, 1.5}) {
            if (part * epsilon < 1) {
                radii.add(part * epsilon);
            }
        }
        for (double radius = 2 * epsilon; radius < 0.9; radius *= 2) {
            radii.add(radius);
        }
        radii.add(1.0);
        return radii;
    }

    @Override
    public double passes(CheckSettings settings) {
        return radii(settings.epsilon()).size() * (settings.steps() + 1.0) + 1;
    }

    @Override
    Result examine(Testbed testbed) {
        List<Measure> evidence = new ArrayList<>();
        Outcome before = testbed.clean();
        evidence.add(Measure.percent(ACCURACY, 0, before.percent()));
        CheckVerdict verdict = CheckVerdict.PASS;
        for (double radius : radii(testbed.settings().epsilon())) {
            Outcome next =
                    radius == testbed.settings().epsilon()
                            ? testbed.attacked()
                            : testbed.attack(testbed.pgd(radius), 0);
            evidence.add(Measure.percent(ACCURACY, radius, next.percent()));
            verdict = verdict.worse(next.atMost(before));
            before = next;
        }
        return new Result(
                verdict,
                evidence,
                verdict == CheckVerdict.WARN
                        ? "It rises by so few images that the random starts explain it."
                        : "");
    }
}
