package anpvs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import anpvs.engine.GradientTape;
import anpvs.engine.Normalisation;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch normalisation by the batch, against plain Java. */
class BatchNormTest extends EngineTest {
    private static final double EPSILON = 1e-3;

    private final RandomStream random = RandomStream.of(6, Purpose.IMAGES, 0);

    /** Mean and biased variance of each channel of (n, channels, area). */
    private static double[][] moments(double[] x, int channels, int area) {
        double[][] moments = new double[2][channels];
        int count = x.length / channels;
        for (int i = 0; i < x.length; i++) {
            moments[0][i / area % channels] += x[i] / count;
        }
        for (int i = 0; i < x.length; i++) {
            int c = i / area % channels;
            moments[1][c] += (x[i] - moments[0][c]) * (x[i] - moments[0][c]) / count;
        }
        return moments;
    }

    private static double[] normalise(double[] x, double[] gamma, double[] beta, int area) {
        double[][] moments = moments(x, gamma.length, area);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i / area % gamma.length;
            double deviation = Math.sqrt(moments[1][c] + EPSILON);
            y[i] = gamma[c] * (x[i] - moments[0][c]) / deviation + beta[c];
        }
        return y;
    }

    private double[] uniform(double low, double high, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = low + (high - low) * random.nextDouble();
        }
        return values;
    }

    /** Gradients of sum(w y): central differences of the plain version for each coordinate. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT32, 4, 3, 5, 1e-4",
        "FLOAT64, 4, 3, 5, 1e-8",
        "FLOAT32, 6, 3, 1, 1e-4",
        "FLOAT64, 6, 3, 1, 1e-8",
    })
    void valueAndGradientsAgreeWithPlainJava(
            DataType type, int n, int channels, int size, double tolerance) {
        int area = size * size;
        Shape shape = size == 1 ? new Shape(n, channels) : new Shape(n, channels, size, size);
        double[] x = uniform(-1, 2, n * channels * area);
        double[] gamma = uniform(0.5, 1.5, channels);
        double[] beta = uniform(-1, 1, channels);
        double[] w = uniform(-1, 1, x.length);
        NDArray input = manager.create(x, shape).toType(type, false);
        NDArray scale = manager.create(gamma).toType(type, false);
        NDArray shift = manager.create(beta).toType(type, false);
        NDArray weights = manager.create(w, shape).toType(type, false);
        input.setRequiresGradient(true);
        scale.setRequiresGradient(true);
        shift.setRequiresGradient(true);
        NDList result;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            result = Normalisation.normaliseByBatch(input, scale, shift, EPSILON);
            collector.backward(result.get(0).mul(weights));
        }
        assertArrayEquals(normalise(x, gamma, beta, area), doubles(result.get(0)), tolerance);
        double[][] moments = moments(x, channels, area);
        assertArrayEquals(moments[0], doubles(result.get(1)), tolerance);
        for (int c = 0; c < channels; c++) {
            double inverse = 1 / Math.sqrt(moments[1][c] + EPSILON);
            assertEquals(inverse, doubles(result.get(2))[c], 10 * tolerance);
        }
        double bound = 10 * tolerance;
        assertNumeric(v -> dot(w, normalise(v, gamma, beta, area)), x, input, bound);
        assertNumeric(v -> dot(w, normalise(x, v, beta, area)), gamma, scale, bound);
        assertNumeric(v -> dot(w, normalise(x, gamma, v, area)), beta, shift, bound);
    }

    private static void assertNumeric(Scalar loss, double[] at, NDArray leaf, double tolerance) {
        double[] found = doubles(leaf.getGradient());
        for (int i = 0; i < at.length; i += Math.max(1, at.length / 40)) {
            double[] direction = new double[at.length];
            direction[i] = 1;
            assertEquals(directional(loss, at, direction, 1e-5), found[i], tolerance);
        }
    }

    /**
     * Published code: the running variance of a convolution's channels is fed with n / (n - 1)
     * times the batch's, that of a dense layer's units with the batch's.
     */
    @Test
    void aTrainingPassReportsMeanAndVarianceOfItsBatch() {
        Vgg16 network = new Vgg16(10, 1.0 / 32, 1, true);
        Weights weights = Weights.initial(manager, network, 4);
        NDArray images = random.uniform(manager, 0, 1, new Shape(5, 3, 32, 32));
        TrainingPass pass = new TrainingPass(RandomStream.of(1, Purpose.DROPOUT, 0));
        Activations activations;
        try (GradientTape tape = new GradientTape()) {
            Weights leaves = weights.leaves(manager);
            activations = network.forward(images, leaves, null, pass);
            // the engine's own averages change here
            tape.gradients(
                    manager,
                    activations.logits().sum(),
                    List.of(leaves.get("conv1.weight")),
                    false);
        }
        Shape one = new Shape(1, 1);
        NDArray standardised = Standardisation.of(images);
        NDArray first =
                Conv2d.conv2d(
                                standardised,
                                weights.get("conv1.weight"),
                                weights.get("conv1.bias"),
                                one,
                                one)
                        .singletonOrThrow();
        double[][] maps = moments(doubles(first), 2, 1024);
        assertStatistics(pass, "bn1", maps, 5 * 1024.0 / (5 * 1024 - 1));
        assertStatistics(pass, "bn14", moments(doubles(activations.latents().get(13)), 16, 1), 1);
        assertEquals(28, pass.statistics().size());
        for (float value : weights.get("bn1.running_mean").toFloatArray()) {
            assertEquals(0, value); // the network itself changes nothing
        }
    }

    private static void assertStatistics(
            TrainingPass pass, String layer, double[][] moments, double correction) {
        double[] mean = doubles(pass.statistics().get(layer + ".running_mean"));
        double[] variance = doubles(pass.statistics().get(layer + ".running_var"));
        assertArrayEquals(moments[0], mean, 1e-5);
        for (int c = 0; c < mean.length; c++) {
            assertEquals(1, variance[c] / (moments[1][c] * correction), 2e-5, layer);
        }
    }
}
