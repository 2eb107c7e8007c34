package anpvs.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.model.Activations;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossTest extends EngineTest {
    private final RandomStream random = RandomStream.of(6, Purpose.IMAGES, 0);

    @Test
    void crossEntropyAndItsGradientEqualTheirDefinition() {
        NDArray logits = random.uniform(manager, -3, 3, new Shape(5, 4));
        int[] labels = {0, 3, 1, 1, 2};
        logits.setRequiresGradient(true);
        NDArray loss;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            loss = CrossEntropy.mean(logits, manager.create(new float[] {0, 3, 1, 1, 2}));
            collector.backward(loss);
        }
        float[] z = logits.toFloatArray();
        float[] gradient = logits.getGradient().toFloatArray();
        double expected = 0;
        for (int n = 0; n < 5; n++) {
            double total = 0;
            for (int c = 0; c < 4; c++) {
                total += Math.exp(z[4 * n + c]);
            }
            expected += (Math.log(total) - z[4 * n + labels[n]]) / 5;
            for (int c = 0; c < 4; c++) {
                double p = Math.exp(z[4 * n + c]) / total;
                assertEquals((p - (c == labels[n] ? 1 : 0)) / 5, gradient[4 * n + c], 1e-6);
            }
        }
        assertEquals(expected, loss.toFloatArray()[0], 1e-5);
    }

    @Test
    void suppressionEqualsBruteForceAndCutsTheFirstLayerOnlyWhenAsked() {
        for (boolean first : new boolean[] {true, false}) {
            NDArray z1 = random.uniform(manager, 0, 1, new Shape(3, 2, 4, 4));
            NDArray z2 = random.uniform(manager, 0, 1, new Shape(3, 7));
            NDArray y1 = random.uniform(manager, 0, 1, new Shape(3, 2, 4, 4));
            NDArray y2 = random.uniform(manager, 0, 1, new Shape(3, 7));
            y1.setRequiresGradient(true);
            y2.setRequiresGradient(true);
            NDArray value;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                value =
                        VulnerabilitySuppression.of(
                                new Activations(z2, List.of(z1, z2)),
                                new Activations(y2, List.of(y1, y2)),
                                first);
                collector.backward(value);
            }
            double v1 = distance(z1, y1) / (3 * 32);
            double v2 = distance(z2, y2) / (3 * 7);
            assertEquals((v1 + v2) / 2, value.toFloatArray()[0], 1e-6);
            assertGradient(z1, y1, first ? 1.0 / (2 * 3 * 32) : 0);
            assertGradient(z2, y2, 1.0 / (2 * 3 * 7));
        }
    }

    private static double distance(NDArray a, NDArray b) {
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.abs(x[i] - y[i]);
        }
        return sum;
    }

    /** The gradient by the second argument is sign(b - a) times a constant. */
    private static void assertGradient(NDArray a, NDArray b, double size) {
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        float[] gradient = b.getGradient().toFloatArray();
        for (int i = 0; i < x.length; i++) {
            assertEquals(size * Math.signum(y[i] - x[i]), gradient[i], 1e-8);
        }
    }
}
