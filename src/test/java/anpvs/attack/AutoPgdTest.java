package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.model.Activations;
import anpvs.model.Classifier;
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
            best[i] = threat.project(best[i], best[i] + 0.001f * Math.signum(towards));
        }
        NDArray found =
                new AutoPgd(threat, 20, LogitLoss.CROSS_ENTROPY)
                        .perturb(linear, images, labels, Models.stream(3));
        assertArrayEquals(best, found.toFloatArray(), 1e-7f);
    }

    @Test
    void halvesItsStepWhereTheLossOscillates() {
        // logits (0, -|x - 0.5|): the best point lies in the middle of the ball, and no step of a
        // fixed length stays there
        Classifier peak =
                x -> {
                    NDArray score = x.reshape(-1, 1).sub(0.5101f).abs().neg();
                    return new Activations(score.mul(0f).concat(score.sub(1), 1), List.of());
                };
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
