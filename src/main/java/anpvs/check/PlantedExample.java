package anpvs.check;

import ai.djl.ndarray.NDArray;
import anpvs.Texts;
import anpvs.engine.RandomStream;
import anpvs.metric.LogitRow;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Images with a known mistake nearby: on the line from one image to an image of another class the
 * answer changes somewhere; from a point shortly before, a mistake is well inside of the ball. The
 * attack must find one there.
 */
final class PlantedExample extends Check {
    /** Distance of the known mistake, as a part of epsilon. */
    private static final double NEAR = 0.5;

    private static final int HALVINGS = 20;
    private static final double SOME = 5;

    /** Starts for those that the first one missed. */
    private static final int MORE_STARTS = 5;

    PlantedExample() {
        super(
                "planted",
                "Does the attack find a mistake where one is known to be near?",
                "An attack that misses mistakes that are known to lie inside of the ball misses those"
                        + " that nobody knows as well.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return (1.0 + MORE_STARTS) * (settings.steps() + 1) + HALVINGS + 6.0;
    }

    @Override
    Result examine(Testbed testbed) {
        int[] partner = partners(testbed);
        int size = testbed.images().imageBytes();
        // planted, missed by one start, missed by all
        int[] counts = new int[3];
        Outcome clean = testbed.clean();
        int batchSize = testbed.settings().batchSize();
        testbed.each(
                (number, x, y) -> {
                    int n = (int) x.getShape().get(0);
                    int first = number * batchSize;
                    float[] other = new float[n * size];
                    for (int i = 0; i < n; i++) {
                        int p = partner[first + i];
                        float[] from = clean.examples().get(p / batchSize);
                        System.arraycopy(from, p % batchSize * size, other, i * size, size);
                    }
                    BitSet missed = clean.right().get(first, first + n);
                    float[] planted =
                            plant(testbed, x.toFloatArray(), other, y.toFloatArray(), missed);
                    NDArray points = testbed.images(x.getManager(), planted);
                    counts[0] += missed.cardinality();
                    for (int start = 0; start <= MORE_STARTS && !missed.isEmpty(); start++) {
                        RandomStream random = testbed.random(40 + start, number);
                        missed.and(testbed.rightAfterAttack(points, y, random));
                        counts[1] += start == 0 ? missed.cardinality() : 0;
                    }
                    counts[2] += missed.cardinality();
                    return y;
                });
        if (counts[0] == 0) {
            return new Result(
                    CheckVerdict.NONE,
                    List.of(),
                    "No image is answered rightly; nothing to plant.");
        }
        double missed = 100.0 * counts[1] / counts[0];
        CheckVerdict verdict =
                missed == 0
                        ? CheckVerdict.PASS
                        : missed <= SOME ? CheckVerdict.WARN : CheckVerdict.FAIL;
        return new Result(
                verdict,
                List.of(
                        Measure.of("planted", counts[0]),
                        Measure.of("found", counts[0] - counts[1]),
                        Measure.percent("missed", missed),
                        Measure.percent(
                                "missed by " + (1 + MORE_STARTS) + " starts",
                                100.0 * counts[2] / counts[0])),
                verdict == CheckVerdict.PASS
                        ? ""
                        : Texts.format(
                                "From one start PGD misses %d (it ends in another corner of the"
                                        + " ball); %d further starts find %d of them.",
                                counts[1], MORE_STARTS, counts[1] - counts[2]));
    }

    /** For each image the next one of another class. */
    private static int[] partners(Testbed testbed) {
        int count = testbed.images().count();
        int[] partner = new int[count];
        for (int i = 0; i < count; i++) {
            partner[i] = i;
            for (int step = 1; step < count && partner[i] == i; step++) {
                int candidate = (i + step) % count;
                if (testbed.images().label(candidate) != testbed.images().label(i)) {
                    partner[i] = candidate;
                }
            }
        }
        return partner;
    }

    /** Finds where the answer changes, and steps back from there; clears what cannot be planted. */
    private static float[] plant(
            Testbed testbed, float[] from, float[] to, float[] label, BitSet valid) {
        int n = label.length;
        int size = from.length / n;
        double[] right = new double[n];
        double[] wrong = new double[n];
        Arrays.fill(wrong, 1);
        BitSet same = answers(testbed, to, label);
        for (int round = 0; round < HALVINGS; round++) {
            double[] middle = new double[n];
            for (int i = 0; i < n; i++) {
                middle[i] = (right[i] + wrong[i]) / 2;
            }
            BitSet correct = answers(testbed, between(from, to, middle), label);
            for (int i = 0; i < n; i++) {
                if (correct.get(i)) {
                    right[i] = middle[i];
                } else {
                    wrong[i] = middle[i];
                }
            }
        }
        double near = NEAR * testbed.settings().epsilon();
        double[] place = new double[n];
        for (int i = 0; i < n; i++) {
            double length = 0;
            for (int k = i * size; k < (i + 1) * size; k++) {
                length = Math.max(length, Math.abs(to[k] - from[k]));
            }
            place[i] = Math.max(0, wrong[i] - near / length);
        }
        float[] points = between(from, to, place);
        valid.andNot(same);
        valid.and(answers(testbed, points, label));
        return points;
    }

    private static float[] between(float[] from, float[] to, double[] share) {
        float[] points = new float[from.length];
        int size = from.length / share.length;
        for (int k = 0; k < points.length; k++) {
            double t = share[k / size];
            points[k] = (float) (from[k] + t * (to[k] - from[k]));
        }
        return points;
    }

    /** Which points are answered rightly. */
    private static BitSet answers(Testbed testbed, float[] points, float[] label) {
        List<double[]> rows = testbed.rows(testbed.model(), points);
        BitSet right = new BitSet();
        for (int i = 0; i < label.length; i++) {
            right.set(i, LogitRow.margin(rows.get(i), (int) label[i]) > 0);
        }
        return right;
    }
}
