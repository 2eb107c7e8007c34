package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.Trades;
import anpvs.model.Classifier;
import org.junit.jupiter.api.Test;

/** The inner attack of TRADES: PGD on the divergence, from beside the image. */
class TradesAttackTest extends EngineTest {
    private static final ThreatModel THREAT = ThreatModel.linf(0.3);

    private static Pgd inner(int steps) {
        return new Pgd(THREAT, 0.05f, steps, AttackStart.NEAR, AttackLoss.DIVERGENCE);
    }

    private static RandomStream stream(long index) {
        return RandomStream.of(12, Purpose.ATTACK, index);
    }

    @Test
    void goesToTheEdgeOnTheSideOfItsStart() {
        NDArray w = stream(1).uniform(manager, -1, 1, new Shape(36));
        Classifier linear = Models.twoClasses(w);
        NDArray images = stream(2).uniform(manager, 0.4f, 0.6f, new Shape(6, 1, 6, 6));
        float[] noise = stream(3).normal(1e-3, 6 * 36);
        float[] weights = w.toFloatArray();
        float[] best = images.toFloatArray();
        for (int n = 0; n < 6; n++) {
            double side = 0;
            for (int i = 0; i < 36; i++) {
                side += weights[i] * noise[36 * n + i];
            }
            for (int i = 0; i < 36; i++) {
                best[36 * n + i] += 0.3f * (float) Math.signum(side) * Math.signum(weights[i]);
            }
        }
        NDArray found = inner(20).perturb(linear, images, manager.zeros(new Shape(6)), stream(3));
        assertArrayEquals(best, found.toFloatArray(), 2e-6f);
    }

    @Test
    void raisesTheDivergenceFromStepToStepAndStaysInside() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = stream(4).uniform(manager, 0, 1, new Shape(16, 1, 28, 28));
        NDArray clean = lenet.logits(images.duplicate()).toType(DataType.FLOAT64, true);
        double last = 0;
        for (int steps : new int[] {0, 1, 4, 12}) {
            NDArray found =
                    inner(steps).perturb(lenet, images, manager.zeros(new Shape(16)), stream(5));
            THREAT.check(images, found);
            // at the start too small for float32, whose rounding may leave less than 0
            NDArray logits = lenet.logits(found).toType(DataType.FLOAT64, true);
            double now = Trades.divergence(clean, logits).toDoubleArray()[0];
            assertTrue(now > last, steps + " steps: " + last + " -> " + now);
            last = now;
        }
    }

    @Test
    void theNoiseIsNormal() {
        float[] noise = RandomStream.of(3, Purpose.MASK, 1).normal(2, 100_001);
        double mean = 0;
        double square = 0;
        int inside = 0;
        for (float x : noise) {
            mean += x / noise.length;
            square += (double) x * x / noise.length;
            inside += Math.abs(x) < 2 ? 1 : 0;
        }
        assertEquals(0, mean, 0.03);
        assertEquals(4, square, 0.1);
        assertEquals(0.6827, inside / (double) noise.length, 0.006);
    }
}
