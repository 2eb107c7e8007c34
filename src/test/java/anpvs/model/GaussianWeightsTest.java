package anpvs.model;

import static anpvs.mask.PlainMask.softplus;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GaussianWeightsTest extends EngineTest {
    private static final float[] MU = {0.5f, -1f, 0f, 2f};
    private static final float[] RHO = {-3f, 0f, 1f, -5f};
    private static final double PRIOR = 0.5;

    private GaussianWeights weights;
    private Weights means;

    /** A kernel, a running mean, and the factors of its batch normalisation. */
    private static final List<ParameterSpec> SMALL =
            List.of(
                    ParameterSpec.glorot("conv1.weight", new Shape(1, 2, 1, 1), 2, 1),
                    ParameterSpec.constant("bn1.running_mean", new Shape(1), 0, false),
                    ParameterSpec.constant("bn1.weight", new Shape(2), 1, true));

    @BeforeEach
    void weights() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("conv1.weight", manager.create(MU).get(":2").reshape(1, 2, 1, 1));
        arrays.put("bn1.running_mean", manager.create(new float[] {7}));
        arrays.put("bn1.weight", manager.create(MU).get("2:"));
        means = new Weights(arrays);
        weights = new GaussianWeights(SMALL, means, manager.create(RHO));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double kl(double mu, double rho) {
        double sigma = softplus(rho);
        return Math.log(PRIOR / sigma) + (sigma * sigma + mu * mu) / (2 * PRIOR * PRIOR) - 0.5;
    }

    @Test
    void klIsThatOfTwoNormalDistributions() {
        double expected = 0;
        for (int i = 0; i < 4; i++) {
            expected += kl(MU[i], RHO[i]);
        }
        assertEquals(expected, weights.kl(manager, PRIOR).toFloatArray()[0], 1e-5 * expected);
        // by hand: sigma = ln 2 at rho 0: ln(.5 / .693147) + (.480453 + 1) / .5 - .5
        assertEquals(-0.326634 + 2.960906 - 0.5, kl(-1, 0), 1e-5);
        // equal distributions have none
        double same = Math.log(Math.expm1(PRIOR));
        assertEquals(0, kl(0, same), 1e-12);
    }

    @Test
    void gradientsOfKlAreThoseOfItsValue() {
        double h = 1e-5;
        float[] byRho = weights.klRhoGradient(manager, PRIOR).toFloatArray();
        for (int i = 0; i < 4; i++) {
            double numeric = (kl(MU[i], RHO[i] + h) - kl(MU[i], RHO[i] - h)) / (2 * h);
            assertEquals(numeric, byRho[i], 1e-4 * Math.abs(numeric));
            // by mu: a weight decay of 1 / s^2
            double decay = (kl(MU[i] + h, RHO[i]) - kl(MU[i] - h, RHO[i])) / (2 * h);
            assertEquals(decay, MU[i] / (PRIOR * PRIOR), 1e-6);
        }
    }

    @Test
    void aDrawIsTheMeanPlusScaledNoise() {
        GaussianWeights.Draw draw = weights.draw(manager, RandomStream.of(3, Purpose.MASK, 0));
        float[] e = RandomStream.of(3, Purpose.MASK, 0).normal(1, 4);
        assertArrayEquals(e, draw.noise().toFloatArray());
        float[] kernel = draw.weights().get("conv1.weight").toFloatArray();
        float[] factors = draw.weights().get("bn1.weight").toFloatArray();
        float[] drawn = {kernel[0], kernel[1], factors[0], factors[1]};
        for (int i = 0; i < 4; i++) {
            assertEquals(MU[i] + softplus(RHO[i]) * e[i], drawn[i], 1e-6);
        }
        assertEquals(new Shape(1, 2, 1, 1), draw.weights().get("conv1.weight").getShape());
        // running statistics are not random
        assertEquals(7, draw.weights().get("bn1.running_mean").getFloat());
        assertEquals(List.copyOf(means.arrays().keySet()), order(draw));
        assertSame(manager, draw.weights().get("bn1.weight").getManager());
    }

    private static List<String> order(GaussianWeights.Draw draw) {
        return List.copyOf(draw.weights().arrays().keySet());
    }

    @Test
    void drawsHaveTheMomentsOfTheirDistribution() {
        int n = 4000;
        double[] sum = new double[2];
        double[] squares = new double[2];
        RandomStream random = RandomStream.of(3, Purpose.MASK, 1);
        for (int i = 0; i < n; i++) {
            try (NDManager scope = manager.newSubManager()) {
                float[] w = weights.draw(scope, random).weights().get("bn1.weight").toFloatArray();
                for (int k = 0; k < 2; k++) {
                    sum[k] += w[k];
                    squares[k] += Math.pow(w[k] - MU[2 + k], 2);
                }
            }
        }
        for (int k = 0; k < 2; k++) {
            double sigma = softplus(RHO[2 + k]);
            assertEquals(MU[2 + k], sum[k] / n, 4 * sigma / Math.sqrt(n));
            assertEquals(sigma * sigma, squares[k] / n, 4 * sigma * sigma * Math.sqrt(2.0 / n));
        }
    }

    @Test
    void gradientByRhoFollowsFromThatByTheWeights() {
        GaussianWeights.Draw draw = weights.draw(manager, RandomStream.of(3, Purpose.MASK, 0));
        float[] e = draw.noise().toFloatArray();
        float[] g = {1, -2, 3, 0.5f};
        NDArray all = manager.create(g);
        float[] gradient =
                weights.rhoGradient(
                                draw,
                                Map.of(
                                        "conv1.weight",
                                        all.get(":2").reshape(1, 2, 1, 1),
                                        "bn1.weight",
                                        all.get("2:")))
                        .toFloatArray();
        double h = 1e-5;
        for (int i = 0; i < 4; i++) {
            // the loss sum g w, whose gradient by w is g
            double numeric = g[i] * e[i] * (softplus(RHO[i] + h) - softplus(RHO[i] - h)) / (2 * h);
            assertEquals(numeric, gradient[i], 1e-5);
            assertEquals(g[i] * e[i] * sigmoid(RHO[i]), gradient[i], 1e-5);
        }
    }

    @Test
    void startsAreThoseOfThePublishedCode() {
        Network lenet = new LeNet5Caffe();
        Weights start = GaussianWeights.initialMeans(manager, lenet.parameters(), 1);
        assertEquals(1 / Math.sqrt(500), largest(start.get("conv2.weight")), 1e-4);
        assertEquals(1 / Math.sqrt(500), largest(start.get("conv2.bias")), 5e-3);
        assertEquals(1 / Math.sqrt(800), largest(start.get("dense3.weight")), 1e-5);
        Weights small = GaussianWeights.initialMeans(manager, SMALL, 1);
        for (float factor : small.get("bn1.weight").toFloatArray()) {
            assertTrue(factor >= 0 && factor < 1);
        }
        RandomStream random = RandomStream.of(1, Purpose.INITIALISATION, 2);
        float[] rho = GaussianWeights.initialRho(manager, SMALL, -5, false, random).toFloatArray();
        assertArrayEquals(new float[] {-5, -5, -5, -5}, rho);
        rho = GaussianWeights.initialRho(manager, SMALL, -5, true, random).toFloatArray();
        assertEquals(-5, rho[1]);
        assertTrue(Math.abs(rho[2]) < Math.sqrt(1.5) && rho[2] != rho[3]);
    }

    private static double largest(NDArray array) {
        double max = 0;
        for (float value : array.toFloatArray()) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }
}
