package anpvs.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TradesTest extends EngineTest {
    private static final int CLASSES = 4;

    /** The mean divergence of rows of logits, in double precision; both halves of one array. */
    private static double divergence(double[] both) {
        int half = both.length / 2;
        double total = 0;
        for (int row = 0; row < half; row += CLASSES) {
            double[] p = softmax(both, row);
            double[] q = softmax(both, half + row);
            for (int c = 0; c < CLASSES; c++) {
                total += p[c] * Math.log(p[c] / q[c]);
            }
        }
        return total * CLASSES / half;
    }

    private static double[] softmax(double[] logits, int from) {
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            p[c] = Math.exp(logits[from + c]);
            sum += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= sum;
        }
        return p;
    }

    @Test
    void aCaseByHand() {
        // p = (1/2, 1/2), q = (3/4, 1/4): 1/2 ln(2/3) + 1/2 ln 2 = 1/2 ln(4/3)
        NDArray p = manager.create(new float[] {0, 0}, new Shape(1, 2));
        NDArray q = manager.create(new float[] {(float) Math.log(3), 0}, new Shape(1, 2));
        assertEquals(0.5 * Math.log(4.0 / 3), Trades.divergence(p, q).toFloatArray()[0], 1e-6);
        assertEquals(0, Trades.divergence(q, q).toFloatArray()[0], 1e-7);
    }

    @Test
    void valueAndBothGradientsEqualBruteForce() {
        RandomStream random = RandomStream.of(1, Purpose.IMAGES, 0);
        NDArray clean = random.uniform(manager, -3, 3, new Shape(5, CLASSES));
        NDArray adversarial = random.uniform(manager, -3, 3, new Shape(5, CLASSES));
        clean.setRequiresGradient(true);
        adversarial.setRequiresGradient(true);
        NDArray value;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            value = Trades.divergence(clean, adversarial);
            collector.backward(value);
        }
        double[] both = join(doubles(clean), doubles(adversarial));
        assertEquals(divergence(both), value.toFloatArray()[0], 1e-5);
        double[] gradient = join(doubles(clean.getGradient()), doubles(adversarial.getGradient()));
        for (int i = 0; i < both.length; i++) {
            double[] direction = new double[both.length];
            direction[i] = 1;
            assertEquals(
                    directional(TradesTest::divergence, both, direction, 1e-5),
                    gradient[i],
                    1e-6,
                    "logit " + i);
        }
    }

    @Test
    void hugeLogitsGiveNoNotANumber() {
        NDArray p = manager.create(new float[] {300, -300, 0}, new Shape(1, 3));
        NDArray q = manager.create(new float[] {-300, 300, 0}, new Shape(1, 3));
        p.setRequiresGradient(true);
        NDArray value;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            value = Trades.divergence(p, q);
            collector.backward(value);
        }
        assertEquals(600, value.toFloatArray()[0], 1e-3);
        for (float g : p.getGradient().toFloatArray()) {
            assertTrue(Float.isFinite(g));
        }
    }

    private static double[] join(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
