package anpvs.check;

import anpvs.attack.AttackLoss;
import anpvs.attack.AttackStart;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import java.util.List;

/** With the whole range of pixels to choose from, an attack can turn any image into any other. */
final class FullRadius extends Check {
    /** Paths of this length in radii, so that no corner is out of reach. */
    private static final double REACH = 4;

    private static final int STEPS = 40;

    FullRadius() {
        super(
                "full-radius",
                "Does accuracy fall to 0 % at epsilon = 1, where every image is allowed?",
                "At epsilon = 1 a mistake is within reach of every image. An attack that misses it"
                        + " is stopped by the network's gradients, not by robustness.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return 2.0 * STEPS + 2;
    }

    @Override
    Result examine(Testbed testbed) {
        Outcome near = testbed.attack(pgd(AttackStart.IMAGE), 20);
        // not from anywhere in the whole range: there noise alone destroys the answer
        float radius = (float) testbed.settings().epsilon();
        AttackStart within =
                (manager, one, shape, random) ->
                        AttackStart.UNIFORM.noise(manager, radius, shape, random);
        Outcome far = testbed.attack(pgd(within), 21);
        double left = 100.0 * near.rightToo(far).cardinality() / near.images();
        CheckVerdict verdict =
                left == 0
                        ? CheckVerdict.PASS
                        : left <= chance(testbed) ? CheckVerdict.WARN : CheckVerdict.FAIL;
        return new Result(
                verdict,
                List.of(
                        Measure.percent("right at epsilon 1", left),
                        Measure.percent("from the image", near.percent()),
                        Measure.percent("from a random start", far.percent())),
                verdict == CheckVerdict.WARN
                        ? "Fewer than guessing would leave: some images end where the gradient is"
                                + " flat, and the attack stays there."
                        : "");
    }

    private static Pgd pgd(AttackStart start) {
        float step = (float) (REACH / STEPS);
        return new Pgd(ThreatModel.linf(1), step, STEPS, start, AttackLoss.CROSS_ENTROPY);
    }

    private static double chance(Testbed testbed) {
        int images = Math.min(testbed.settings().batchSize(), testbed.images().count());
        int logits = testbed.logits(testbed.model(), testbed.clean().examples().get(0)).length;
        return 100.0 * images / logits;
    }
}
