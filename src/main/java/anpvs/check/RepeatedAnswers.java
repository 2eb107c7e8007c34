package anpvs.check;

import ai.djl.ndarray.NDManager;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** An image counts as robust only if it is answered rightly every time. */
final class RepeatedAnswers extends Check {
    RepeatedAnswers() {
        super(
                "repeat",
                "Does the network give the same answer each time it is asked?",
                "With answers that change from one pass to the next, one pass says little: an image"
                        + " that is right once may be wrong the next time, and gradients point"
                        + " elsewhere each time.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.steps() + 3.0 * settings.draws() + 3;
    }

    @Override
    Result examine(Testbed testbed) {
        Outcome attacked = testbed.attacked();
        BitSet always = (BitSet) attacked.right().clone();
        int changed = 0;
        for (int i = 1; i < testbed.settings().draws(); i++) {
            Outcome again = testbed.judge(testbed.model(), attacked.examples());
            always.and(again.right());
            for (int k = 0; k < again.images(); k++) {
                changed += again.losses()[k] == attacked.losses()[k] ? 0 : 1;
            }
        }
        List<Measure> evidence = new ArrayList<>();
        evidence.add(Measure.percent("right once under PGD", attacked.percent()));
        evidence.add(
                Measure.percent(
                        "right in all of " + testbed.settings().draws(),
                        100.0 * always.cardinality() / attacked.images()));
        CheckVerdict verdict = CheckVerdict.PASS;
        String note = "";
        if (changed > 0) {
            verdict = CheckVerdict.FAIL;
            note = "The loss of the same images differs from pass to pass: the network is random.";
        }
        if (testbed.subject().draw() != null) {
            evidence.add(Measure.percent("right in all random draws", draws(testbed, attacked)));
        }
        return new Result(verdict, evidence, note);
    }

    /** Networks whose weights or masks training draws; what is measured is their mean. */
    private static double draws(Testbed testbed, Outcome attacked) {
        BitSet always = (BitSet) attacked.right().clone();
        RandomStream noise = testbed.noise(0);
        for (int i = 0; i < testbed.settings().draws(); i++) {
            try (NDManager manager = ComputeDevice.newManager()) {
                always.and(
                        testbed.judge(
                                        testbed.counted(
                                                testbed.subject().draw().apply(manager, noise)),
                                        attacked.examples())
                                .right());
            }
        }
        return 100.0 * always.cardinality() / attacked.images();
    }
}
