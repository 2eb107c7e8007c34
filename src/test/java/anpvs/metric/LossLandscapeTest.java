package anpvs.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.metric.LossLandscape.Directions;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossLandscapeTest extends EngineTest {
    private static final Shape SMALL = new Shape(1, 1, 2, 2);

    private static RandomStream random() {
        return RandomStream.of(11, Purpose.ATTACK, 0);
    }

    /** The random directions in the order in which the surface draws them. */
    private static float[] signs(RandomStream random, int size) {
        float[] signs = new float[size];
        for (int i = 0; i < size; i++) {
            signs[i] = random.nextInt(2) == 0 ? -1 : 1;
        }
        return signs;
    }

    /** Logits (w.x, 0): the loss of class 0 is ln(1 + exp(-w.x)). */
    private Classifier linear(float[] w) {
        NDArray weights = manager.create(w, new Shape(w.length, 1));
        return images -> {
            NDArray z = images.reshape(images.getShape().get(0), w.length).matMul(weights);
            return new Activations(z.concat(z.mul(0), 1), List.of());
        };
    }

    @Test
    void theSurfaceOfALinearModelIsTheClosedForm() {
        float[] w = {3, -2, 1.5f, 0.5f};
        float[] x = {0.2f, 0.9f, 0.4f, 0.6f};
        float[] second = signs(random(), 4);
        NDArray image = manager.create(x, SMALL);
        LossLandscape surface =
                LossLandscape.of(
                        linear(w), image, 0, Directions.GRADIENT_AND_RANDOM, random(), 0.3, 5);
        assertArrayEquals(new double[] {-0.3, -0.15, 0, 0.15, 0.3}, surface.steps(), 1e-12);
        double wx = 0;
        double w1 = 0; // the loss falls with w.x, so the sign of its gradient is that of -w
        double w2 = 0;
        for (int i = 0; i < 4; i++) {
            wx += w[i] * x[i];
            w1 -= Math.abs(w[i]);
            w2 += w[i] * second[i];
        }
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                double z = wx + surface.steps()[j] * w1 + surface.steps()[i] * w2;
                assertEquals(Math.log1p(Math.exp(-z)), surface.loss()[i][j], 1e-5);
                assertEquals(z, surface.margin()[i][j], 1e-5);
            }
        }
        double p = 1 / (1 + Math.exp(wx));
        assertEquals(-p * w1, surface.slope1(), 1e-5);
        assertEquals(-p * w2, surface.slope2(), 1e-5);
        assertEquals(Math.log1p(Math.exp(-wx)), surface.center(), 1e-5);
        double far = 0.3 * (Math.abs(w1) + Math.abs(w2));
        double corner = Math.max(tangentGap(wx, far, p), tangentGap(wx, -far, p));
        assertEquals(corner, surface.departure(0.6), 1e-5);
        // in the ball of 0.3 the farthest points are those along the larger slope alone
        double near = 0.3 * Math.max(Math.abs(w1), Math.abs(w2));
        assertEquals(
                Math.max(tangentGap(wx, near, p), tangentGap(wx, -near, p)),
                surface.departure(0.3),
                1e-5);
        assertEquals(
                Math.log1p(Math.exp(-wx + near)) - Math.log1p(Math.exp(-wx - near)),
                surface.range(0.3),
                1e-5);
        assertEquals(surface.highest() - surface.lowest(), surface.range(0.6), 1e-12);
    }

    /** Of ln(1 + exp(-z)) from its tangent at z, at z + dz; largest at a corner as it is convex. */
    private static double tangentGap(double z, double dz, double p) {
        return Math.log1p(Math.exp(-z - dz)) - Math.log1p(Math.exp(-z)) + p * dz;
    }

    @Test
    void theSurfaceOfANetworkIsItsLossAtEachPoint() {
        LeNet5Caffe lenet = new LeNet5Caffe();
        Classifier classifier = lenet.classifier(manager, Weights.initial(manager, lenet, 5), null);
        Shape shape = new Shape(1, 1, 28, 28);
        NDArray image = RandomStream.of(2, Purpose.IMAGES, 0).uniform(manager, 0, 1, shape);
        int label = 3;
        for (Directions directions : Directions.values()) {
            LossLandscape surface =
                    LossLandscape.of(classifier, image, label, directions, random(), 0.25, 13);
            RandomStream again = random();
            float[] second = signs(again, 784);
            float[] first =
                    directions == Directions.TWO_RANDOM
                            ? signs(again, 784)
                            : InputGradient.crossEntropy(
                                            classifier,
                                            image.duplicate(),
                                            manager.create(new float[] {label}))
                                    .sign()
                                    .toFloatArray();
            float[] x = image.toFloatArray();
            for (int[] point : new int[][] {{0, 0}, {6, 6}, {12, 3}, {1, 11}, {9, 12}}) {
                float[] moved = new float[784];
                for (int k = 0; k < 784; k++) {
                    moved[k] =
                            (float)
                                    (x[k]
                                            + surface.steps()[point[1]] * first[k]
                                            + surface.steps()[point[0]] * second[k]);
                }
                double[] z = doubles(classifier.logits(manager.create(moved, shape)));
                double sum = 0;
                for (double one : z) {
                    sum += Math.exp(one - z[label]);
                }
                assertEquals(Math.log(sum), surface.loss()[point[0]][point[1]], 1e-4);
            }
            assertTrue(surface.lowest() <= surface.center());
            assertTrue(surface.highest() >= surface.center());
        }
    }

    @Test
    void theImageIsTheMiddlePoint() {
        NDArray image = manager.create(new float[4], SMALL);
        Classifier flat = linear(new float[4]);
        assertThrows(
                UserError.class,
                () -> LossLandscape.of(flat, image, 0, Directions.TWO_RANDOM, random(), 0.1, 4));
    }
}
