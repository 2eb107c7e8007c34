package anpvs.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VibMaskTest extends EngineTest {
    private static final MaskLayout FOUR = new MaskLayout(List.of(1, 3));
    private static final float[] MU = {1f, -0.5f, 0.01f, 2f};
    private static final float[] LOGVAR = {-9f, -1f, 0f, 3f};

    private NDArray mu;
    private NDArray logvar;

    @BeforeEach
    void parameters() {
        mu = manager.create(MU);
        logvar = manager.create(LOGVAR);
    }

    private Mask mask() {
        return new VibMask(manager, FOUR, -9, RandomStream.of(0, Purpose.MASK, 0))
                .withParameters(Map.of("mu", mu, "logvar", logvar));
    }

    @Test
    void klAndItsGradientsAreThoseOfTheClosedForm() {
        mu.setRequiresGradient(true);
        logvar.setRequiresGradient(true);
        double kl;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = mask().kl(manager);
            kl = value.toFloatArray()[0];
            collector.backward(value);
        }
        double expected = 0;
        for (int k = 0; k < 4; k++) {
            double variance = Math.exp(LOGVAR[k]) + 1e-8; // as in the published base code
            double signal = MU[k] * MU[k] / variance;
            expected += 0.5 * Math.log1p(signal);
            double byMu = MU[k] / variance / (1 + signal);
            double byLogvar = -0.5 * signal / (1 + signal);
            assertEquals(byMu, mu.getGradient().getFloat(k), 1e-5 + 1e-4 * Math.abs(byMu));
            assertEquals(byLogvar, logvar.getGradient().getFloat(k), 1e-4);
        }
        assertEquals(expected, kl, 1e-5);
        // by hand: ln(1 + e^9)/2 = 4.500062; ln(1.67957)/2; ln(1.0001)/2; ln(1 + 4 e^-3)/2
        assertEquals(4.500062 + 0.259270 + 0.00005 + 0.090835, kl, 1e-4);
    }

    @Test
    void sampleIsTheMeanPlusScaledNormalNoiseAndHasItsGradients() {
        int batch = 3;
        mu.setRequiresGradient(true);
        logvar.setRequiresGradient(true);
        float[] drawn;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray sample = mask().sample(manager, batch, RandomStream.of(5, Purpose.MASK, 7));
            drawn = sample.toFloatArray();
            collector.backward(sample.sum());
        }
        float[] noise = RandomStream.of(5, Purpose.MASK, 7).normal(1, batch * 4);
        for (int k = 0; k < 4; k++) {
            double sum = 0;
            for (int n = 0; n < batch; n++) {
                double e = noise[n * 4 + k];
                assertEquals(MU[k] + Math.exp(LOGVAR[k] / 2) * e, drawn[n * 4 + k], 1e-5);
                sum += 0.5 * Math.exp(LOGVAR[k] / 2) * e;
            }
            assertEquals(batch, mu.getGradient().getFloat(k), 1e-5);
            assertEquals(sum, logvar.getGradient().getFloat(k), 1e-4);
        }
    }

    @Test
    void samplesHaveTheMomentsOfTheirDistribution() {
        int batch = 40_000;
        float[] drawn =
                mask().sample(manager, batch, RandomStream.of(1, Purpose.MASK, 0)).toFloatArray();
        for (int k = 0; k < 4; k++) {
            double sum = 0;
            double squares = 0;
            for (int n = 0; n < batch; n++) {
                sum += drawn[n * 4 + k];
                squares += Math.pow(drawn[n * 4 + k] - MU[k], 2);
            }
            double variance = Math.exp(LOGVAR[k]);
            assertEquals(MU[k], sum / batch, 4 * Math.sqrt(variance / batch));
            assertEquals(variance, squares / batch, 4 * variance * Math.sqrt(2.0 / batch));
        }
    }

    @Test
    void aUnitWithMoreNoiseThanSignalIsPruned() {
        // ln alpha: -9, -1 + 1.39, 9.2, 3 - 1.39
        assertArrayEquals(new boolean[] {true, false, false, false}, mask().active());
        assertArrayEquals(new float[] {1, 0, 0, 0}, mask().expectation(manager).toFloatArray());
        logvar.subi(2f);
        assertArrayEquals(new boolean[] {true, true, false, true}, mask().active());
        assertArrayEquals(new float[] {1, -0.5f, 0, 2}, mask().expectation(manager).toFloatArray());
    }

    @Test
    void startsAreThoseOfThePublishedBaseCode() {
        VibMask mask =
                new VibMask(
                        manager,
                        new MaskLayout(List.of(5000)),
                        -9,
                        RandomStream.of(0, Purpose.INITIALISATION, 1));
        double[] moments = moments(mask.parameters().get("mu").toFloatArray());
        assertEquals(1, moments[0], 5e-4);
        assertEquals(0.01, moments[1], 5e-4);
        moments = moments(mask.parameters().get("logvar").toFloatArray());
        assertEquals(-9, moments[0], 5e-4);
        assertEquals(0.01, moments[1], 5e-4);
    }

    private static double[] moments(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new double[] {mean, Math.sqrt(squares / values.length)};
    }
}
