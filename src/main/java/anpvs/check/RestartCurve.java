package anpvs.check;

import ai.djl.ndarray.NDArray;
import anpvs.Texts;
import anpvs.engine.RowOperators;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Further random starts find a little more, and less each time. */
public final class RestartCurve extends Check {
    /** Name of the curve in the evidence: accuracy in percent against the number of starts. */
    public static final String ACCURACY = "accuracy after starts";

    /** Points that the second half of the starts may still find. */
    private static final double MOST = 5;

    RestartCurve() {
        super(
                "restarts",
                "Do further random starts find hardly more than the first?",
                "Where each start finds new mistakes, the number of starts decides what accuracy is"
                        + " reported; an attacker has any number.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.mostRestarts() * (settings.steps() + 1.0);
    }

    @Override
    Result examine(Testbed testbed) {
        List<Integer> ladder = testbed.settings().restartLadder();
        BitSet right = (BitSet) testbed.attacked().right().clone();
        List<Measure> evidence = new ArrayList<>();
        int images = testbed.images().count();
        int most = ladder.get(ladder.size() - 1);
        double[] percent = new double[most + 1];
        percent[1] = 100.0 * right.cardinality() / images;
        for (int run = 2; run <= most; run++) {
            attackSurvivors(testbed, right, 100 + run);
            percent[run] = 100.0 * right.cardinality() / images;
        }
        for (int run : ladder) {
            evidence.add(Measure.percent(ACCURACY, run, percent[run]));
        }
        double found = percent[1] - percent[most];
        double late = percent[(most + 1) / 2] - percent[most];
        CheckVerdict verdict =
                late > MOST ? CheckVerdict.FAIL : found > 1 ? CheckVerdict.WARN : CheckVerdict.PASS;
        return new Result(
                verdict,
                evidence,
                verdict == CheckVerdict.PASS
                        ? ""
                        : Texts.format(
                                "%d starts find %.1f points more than one, the second half of them"
                                        + " %.1f: accuracy under one start is flattered by that.",
                                most, found, late));
    }

    /** Takes those away that another start finds. */
    private static void attackSurvivors(Testbed testbed, BitSet right, int stream) {
        int batchSize = testbed.settings().batchSize();
        testbed.each(
                (number, x, y) -> {
                    int first = number * batchSize;
                    int[] some =
                            right.get(first, first + (int) x.getShape().get(0)).stream().toArray();
                    if (some.length == 0) {
                        return y;
                    }
                    NDArray index = x.getManager().create(some);
                    BitSet still =
                            testbed.rightAfterAttack(
                                    RowOperators.take(x, index),
                                    RowOperators.take(y, index),
                                    testbed.random(stream, number));
                    for (int i = 0; i < some.length; i++) {
                        right.set(first + some[i], still.get(i));
                    }
                    return y;
                });
    }
}
