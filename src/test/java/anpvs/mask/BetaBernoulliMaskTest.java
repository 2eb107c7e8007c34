package anpvs.mask;

import static anpvs.mask.PlainMask.softplus;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Trigamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetaBernoulliMaskTest extends EngineTest {
    private static final double EULER = 0.5772156649015329;
    private static final MaskLayout ONE = new MaskLayout(List.of(4));
    private static final float[] A_UC = {-1f, 2f, 0.3f, -4f};
    private static final float[] B_UC = {0.5413f, 0.5413f, 1.7f, -0.8f};

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private BetaBernoulliMask mask(boolean perLayer) {
        return (BetaBernoulliMask)
                new BetaBernoulliMask(manager, ONE, new double[1], perLayer)
                        .withParameters(
                                Map.of("a_uc", manager.create(A_UC), "b_uc", manager.create(B_UC)));
    }

    @ParameterizedTest
    // with b = 1: E[pi] = a / (1 + a); the second column is softplus(-1) / (1 + softplus(-1))
    @CsvSource({"-1, 0.238537", "2, 0.68020", "-6.906, 0.00100", "-10, 0.0000453979"})
    void expectationHasItsClosedFormForUnitB(double aUc, double expected) {
        double value = BetaBernoulliMask.expectedValue(aUc, Math.log(Math.E - 1));
        double a = softplus(aUc);
        assertEquals(a / (1 + a), value, 1e-12);
        assertEquals(expected, value, 6e-6);
    }

    @Test
    void expectationIsThatOfTheKumaraswamyDistribution() {
        // brute force: the mean of (1 - u^(1/b))^(1/a) over a fine grid of u
        for (int k = 0; k < A_UC.length; k++) {
            double a = softplus(A_UC[k]);
            double b = softplus(B_UC[k]);
            double sum = 0;
            int n = 2_000_000;
            for (int i = 0; i < n; i++) {
                sum += Math.pow(1 - Math.pow((i + 0.5) / n, 1 / b), 1 / a);
            }
            assertEquals(sum / n, BetaBernoulliMask.expectedValue(A_UC[k], B_UC[k]), 2e-6);
        }
    }

    @Test
    void maskOfEvaluationIsZeroAtTheThreshold() {
        BetaBernoulliMask mask =
                (BetaBernoulliMask)
                        new BetaBernoulliMask(manager, ONE, new double[1], true)
                                .withParameters(
                                        Map.of(
                                                "a_uc",
                                                manager.create(
                                                        new float[] {-6.8f, -6.92f, 3f, -9f}),
                                                "b_uc",
                                                manager.full(new Shape(4), 0.5413f)));
        float[] values = mask.expectation(manager).toFloatArray();
        assertTrue(values[0] > 1e-3f);
        assertEquals(0f, values[1]);
        assertEquals(0f, values[3]);
        assertArrayEquals(new boolean[] {true, false, true, false}, mask.active());
    }

    @Test
    void initialValuesAreThoseOfThePublishedCode() {
        BetaBernoulliMask lenet =
                new BetaBernoulliMask(
                        manager, new MaskLayout(List.of(1370)), new double[] {-1}, false);
        assertEquals(0.2385, lenet.expectedValues()[0], 1e-4);
        // 9,658 in all for LeNet, 7.050 a unit
        assertEquals(7.050 * 1370, lenet.kl(manager).toFloatArray()[0], 1.5);
    }

    @Test
    void sampleEqualsItsDefinitionInPlainJava() {
        int batch = 3;
        float[] drawn =
                mask(true)
                        .sample(manager, batch, RandomStream.of(5, Purpose.MASK, 7))
                        .toFloatArray();
        RandomStream random = RandomStream.of(5, Purpose.MASK, 7);
        float[] u = random.uniform(0, 1, 4);
        float[] v = random.uniform(0, 1, batch * 4);
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < 4; k++) {
                double pi =
                        Math.pow(1 - Math.pow(u[k], 1 / softplus(B_UC[k])), 1 / softplus(A_UC[k]));
                double p = v[n * 4 + k];
                double logits = Math.log(p / (1 - p)) + Math.log(pi / (1 - pi));
                assertEquals(sigmoid(logits / 0.1), drawn[n * 4 + k], 2e-4);
            }
        }
    }

    @Test
    void sampleHasTheGradientsOfTheClosedForm() {
        int batch = 5;
        NDArray a = manager.create(A_UC);
        NDArray b = manager.create(B_UC);
        a.setRequiresGradient(true);
        b.setRequiresGradient(true);
        Mask mask = mask(true).withParameters(Map.of("a_uc", a, "b_uc", b));
        RandomStream random = RandomStream.of(1, Purpose.MASK, 0);
        float[] m;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray sample = mask.sample(manager, batch, random);
            m = sample.toFloatArray();
            collector.backward(sample.sum());
        }
        float[] u = RandomStream.of(1, Purpose.MASK, 0).uniform(0, 1, 4);
        for (int k = 0; k < 4; k++) {
            double shapeA = softplus(A_UC[k]);
            double shapeB = softplus(B_UC[k]);
            double s = Math.pow(u[k], 1 / shapeB);
            double pi = Math.pow(1 - s, 1 / shapeA);
            double dLogPiDa = -Math.log(1 - s) / (shapeA * shapeA);
            double dLogPiDb = s * Math.log(u[k]) / (shapeA * shapeB * shapeB * (1 - s));
            double sum = 0;
            for (int n = 0; n < batch; n++) {
                double value = m[n * 4 + k];
                sum += value * (1 - value) / 0.1 / (1 - pi);
            }
            double expectedA = sum * dLogPiDa * sigmoid(A_UC[k]);
            double expectedB = sum * dLogPiDb * sigmoid(B_UC[k]);
            assertEquals(expectedA, a.getGradient().getFloat(k), 1e-6 + 1e-3 * Math.abs(expectedA));
            assertEquals(expectedB, b.getGradient().getFloat(k), 1e-6 + 1e-3 * Math.abs(expectedB));
        }
    }

    @Test
    void klAndItsGradientsAreThoseOfTheClosedForm() {
        for (boolean perLayer : new boolean[] {true, false}) {
            double alpha = perLayer ? 1e-4 / 4 : 1e-4;
            NDArray a = manager.create(A_UC);
            NDArray b = manager.create(B_UC);
            a.setRequiresGradient(true);
            b.setRequiresGradient(true);
            Mask mask = mask(perLayer).withParameters(Map.of("a_uc", a, "b_uc", b));
            double kl;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray value = mask.kl(manager);
                kl = value.toFloatArray()[0];
                collector.backward(value);
            }
            double expected = 0;
            for (int k = 0; k < 4; k++) {
                double sa = softplus(A_UC[k]);
                double sb = softplus(B_UC[k]);
                double bracket = -EULER - Digamma.value(sb) - 1 / sb;
                expected += (1 - alpha / sa) * bracket + Math.log(sa * sb / alpha) - (sb - 1) / sb;
                double da = alpha / (sa * sa) * bracket + 1 / sa;
                double db =
                        (1 - alpha / sa) * (-Trigamma.value(sb) + 1 / (sb * sb))
                                + 1 / sb
                                - 1 / (sb * sb);
                assertEquals(
                        da * sigmoid(A_UC[k]), a.getGradient().getFloat(k), 1e-4 * Math.abs(da));
                assertEquals(
                        db * sigmoid(B_UC[k]),
                        b.getGradient().getFloat(k),
                        1e-5 + 1e-4 * Math.abs(db));
            }
            assertEquals(expected, kl, 1e-5 * expected);
        }
    }

    /** KL = E_q[ln q - ln p] with pi = (1 - u^(1/b))^(1/a) for uniform u, by the midpoint rule. */
    @Test
    void klIsTheIntegralThatDefinesIt() {
        double expected = 0;
        int points = 2_000_000;
        for (int k = 0; k < 4; k++) {
            double a = softplus(A_UC[k]);
            double b = softplus(B_UC[k]);
            double alpha = 1e-4;
            double sum = 0;
            for (int i = 0; i < points; i++) {
                double logU = Math.log((i + 0.5) / points);
                double logPi = Math.log(-Math.expm1(logU / b)) / a;
                double logQ = Math.log(a * b) + (a - 1) * logPi + (b - 1) / b * logU;
                sum += logQ - Math.log(alpha) - (alpha - 1) * logPi;
            }
            expected += sum / points;
        }
        assertEquals(expected, mask(false).kl(manager).toFloatArray()[0], 1e-5 * expected);
    }

    @Test
    void everythingStaysFiniteAtTheEndsOfTheRange() {
        NDArray a = manager.create(new float[] {-30f, -10f, 8f, 40f});
        NDArray b = manager.create(new float[] {-30f, 60f, -10f, 50f});
        a.setRequiresGradient(true);
        b.setRequiresGradient(true);
        Mask mask = mask(true).withParameters(Map.of("a_uc", a, "b_uc", b));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray sample = mask.sample(manager, 64, RandomStream.of(0, Purpose.MASK, 0));
            collector.backward(sample.sum().add(mask.kl(manager)));
        }
        for (NDArray array : List.of(a.getGradient(), b.getGradient(), mask.expectation(manager))) {
            for (float value : array.toType(DataType.FLOAT32, true).toFloatArray()) {
                assertTrue(Float.isFinite(value), "not finite: " + array);
            }
        }
    }
}
