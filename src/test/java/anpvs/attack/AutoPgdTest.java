package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoPgdTest extends EngineTest {
    private static final ThreatModel THREAT = ThreatModel.linf(0.3);

    @Test
    void checkpointsAreThePublishedOnes() {
        assertArrayEquals(
                new int[] {22, 41, 57, 70, 80, 87, 93, 99}, AutoPgd.checkpoints(AutoPgd.STEPS));
        assertArrayEquals(new int[] {1, 2, 3, 4, 5}, AutoPgd.checkpoints(5));
    }

    @Test
    void reachesTheOptimumOfALinearModelOfTwoClasses() {
        NDArray w = Models.stream(1).uniform(manager, -1, 1, new Shape(2, 36));
        float[] weights = w.toFloatArray();
        Classifier linear = Models.linear(w);
        NDArray images = Models.images(manager, new Shape(6, 1, 6, 6));
        NDArray labels = Models.answers(linear, images);
        // small enough that no example is broken, so that all steps are taken
        ThreatModel threat = ThreatModel.linf(0.001);
        float[] best = images.toFloatArray();
        for (int i = 0; i < best.length; i++) {
            int truth = (int) labels.toFloatArray()[i / 36];
            float towards = weights[(1 - truth) * 36 + i % 36] - weights[truth * 36 + i % 36];
            best[i] = Models.project(threat, best[i], best[i] + 0.001f * Math.signum(towards));
        }
        NDArray found =
                new AutoPgd(threat, 20, LogitLoss.CROSS_ENTROPY)
                        .perturb(linear, images, labels, Models.stream(3));
        assertArrayEquals(best, found.toFloatArray(), 1e-7f);
    }

    /** Algorithm 1 of Croce and Hein (2020), written down again with plain numbers. */
    @Test
    void takesTheStepsOfThePublishedAlgorithm() {
        int steps = 100;
        float epsilon = 0.3f;
        float[] image = {0.5f, 0.6f};
        float[] peak = {0.5713f, 0.4217f};
        List<float[]> asked = new ArrayList<>();
        Classifier ridge =
                Models.twoClasses(
                        x -> {
                            asked.add(x.toFloatArray());
                            NDArray apart = x.reshape(-1, 2).sub(manager.create(peak)).abs();
                            NDArray far = apart.mul(manager.create(new float[] {1, 0.3f}));
                            return far.sum(new int[] {1}, true).neg().sub(1);
                        });
        new AutoPgd(THREAT, steps, LogitLoss.CROSS_ENTROPY)
                .perturb(
                        ridge,
                        manager.create(image, new Shape(1, 1, 1, 2)),
                        manager.zeros(new Shape(1)),
                        Models.stream(0));

        float[] x = asked.get(0);
        assertEquals(epsilon, Math.max(Math.abs(x[0] - image[0]), Math.abs(x[1] - image[1])), 1e-6);
        List<float[]> expected = new ArrayList<>(List.of(x));
        float[] before = x;
        float[] best = x;
        float size = 2 * epsilon;
        double loss = -distance(x, peak);
        double bestLoss = loss;
        double bestAtCheckpoint = loss;
        boolean reduced = false;
        int rises = 0;
        int last = 0;
        for (int k = 1; k <= steps; k++) {
            float a = k == 1 ? 1 : 0.75f;
            float[] next = new float[2];
            for (int i = 0; i < 2; i++) {
                float z =
                        Models.project(THREAT, image[i], x[i] + size * Math.signum(peak[i] - x[i]));
                float moved = x[i] + a * (z - x[i]) + (1 - a) * (x[i] - before[i]);
                next[i] = Models.project(THREAT, image[i], moved);
            }
            before = x;
            x = next;
            expected.add(x);
            double now = -distance(x, peak);
            rises += now > loss ? 1 : 0;
            loss = now;
            if (now > bestLoss) {
                bestLoss = now;
                best = x;
            }
            int at = k;
            if (Arrays.stream(AutoPgd.checkpoints(steps)).anyMatch(c -> c == at)) {
                boolean few = rises <= 0.75 * (k - last);
                reduced = few || (!reduced && bestLoss <= bestAtCheckpoint);
                if (reduced) {
                    size /= 2;
                    x = best;
                }
                bestAtCheckpoint = bestLoss;
                rises = 0;
                last = k;
            }
        }
        assertEquals(expected.size(), asked.size());
        for (int k = 0; k < expected.size(); k++) {
            assertArrayEquals(expected.get(k), asked.get(k), 1e-6f, "after step " + k);
        }
        assertTrue(size < epsilon / 8, "the step was halved to " + size);
    }

    private static double distance(float[] x, float[] peak) {
        return Math.abs(x[0] - peak[0]) + 0.3 * Math.abs(x[1] - peak[1]);
    }

    @Test
    void halvesItsStepWhereTheLossOscillates() {
        // logits (0, -|x - 0.51| - 1): the best point lies in the middle of the ball, and no step
        // of a
        // fixed length stays there
        Classifier peak = Models.twoClasses(x -> x.reshape(-1, 1).sub(0.5101f).abs().neg().sub(1));
        NDArray images = manager.create(new float[] {0.5f}, new Shape(1, 1, 1, 1));
        NDArray labels = manager.zeros(new Shape(1));
        float found =
                new AutoPgd(THREAT, AutoPgd.STEPS, LogitLoss.CROSS_ENTROPY)
                        .perturb(peak, images, labels, Models.stream(0))
                        .toFloatArray()[0];
        // eight halvings of 0.6 leave steps of 0.0023
        assertEquals(0.5101, found, 0.005);
        float plain =
                new Pgd(THREAT, 0.6f, AutoPgd.STEPS, true)
                        .perturb(peak, images, labels, Models.stream(0))
                        .toFloatArray()[0];
        assertTrue(Math.abs(plain - 0.5101) > 0.02);
    }
}
