package anpvs.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.util.PairList;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputGradientTest extends EngineTest {
    private static final Shape ONE = new Shape(1, 1);
    private final RandomStream random = RandomStream.of(3, Purpose.IMAGES, 0);

    /** Sum of the cross-entropies, in double precision from the logits. */
    private static double loss(NDArray logits, int[] labels) {
        double[] z = doubles(logits);
        int classes = z.length / labels.length;
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, z[n * classes + c]);
            }
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp(z[n * classes + c] - max);
            }
            sum += max + Math.log(total) - z[n * classes + labels[n]];
        }
        return sum;
    }

    /**
     * Compares the gradient in the given precision with central differences in float64, along
     * several directions.
     */
    private void assertGradient(
            Function<DataType, Classifier> model,
            DataType type,
            Shape shape,
            int[] labels,
            double tolerance) {
        Classifier reference = model.apply(DataType.FLOAT64);
        Classifier classifier = model.apply(type);
        double[] x = new double[(int) shape.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextDouble();
        }
        NDArray y = manager.create(labels).toType(type, false);
        double[] gradient;
        try (NDManager scope = manager.newSubManager()) {
            NDArray images = scope.create(x, shape).toType(type, false);
            gradient = doubles(InputGradient.crossEntropy(classifier, images, y));
        }
        double norm = Math.sqrt(dot(gradient, gradient));
        assertTrue(norm > 1e-4, "the gradient vanishes");
        for (int trial = 0; trial < 4; trial++) {
            double[] direction = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                // half along the gradient, half random: the derivative is far from zero
                direction[i] = gradient[i] / norm + 0.5 * (random.nextDouble() - 0.5);
            }
            double numeric =
                    directional(
                            values -> {
                                try (NDManager scope = manager.newSubManager()) {
                                    NDArray images = scope.create(values, shape);
                                    return loss(reference.forward(images).logits(), labels);
                                }
                            },
                            x,
                            direction,
                            1e-7);
            double analytic = dot(gradient, direction);
            assertEquals(0, (numeric - analytic) / analytic, tolerance);
        }
    }

    private Classifier lenet(DataType type) {
        RandomStream fixed = RandomStream.of(4, Purpose.IMAGES, 0);
        LeNet5Caffe network = new LeNet5Caffe();
        Weights weights =
                Weights.initial(manager, network, 1).map(manager, w -> w.toType(type, true));
        NDArray mask =
                manager.create(fixed.uniform(0.1f, 1f, network.maskLayout().total()))
                        .toType(type, false);
        return network.classifier(manager, weights, mask);
    }

    @Test
    void lenetAgreesWithFiniteDifferences() {
        Shape shape = new Shape(3, 1, 28, 28);
        int[] labels = {1, 7, 0};
        assertGradient(this::lenet, DataType.FLOAT32, shape, labels, 1e-3);
        assertGradient(this::lenet, DataType.FLOAT64, shape, labels, 1e-6);
    }

    /** BatchNorm as its own operator, as in an evaluation of weights that are not folded. */
    private Classifier vgg(DataType type, boolean folded) {
        RandomStream fixed = RandomStream.of(7, Purpose.IMAGES, 0);
        Vgg16 network = new Vgg16(10, 1.0 / 16, 1, false);
        Weights initial = Weights.initial(manager, network, 1);
        Map<String, NDArray> arrays = new LinkedHashMap<>(initial.arrays());
        // running statistics of a batch, else the signal dies away from layer to layer
        TrainingPass pass = new TrainingPass(fixed);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray batch = fixed.uniform(manager, 0, 1, new Shape(8, 3, 32, 32));
            network.forward(batch, initial, null, pass);
            assertNotNull(collector);
        }
        arrays.putAll(pass.statistics());
        Weights weights = new Weights(arrays).map(manager, array -> array.toType(type, true));
        int units = network.maskLayout().total();
        NDArray mask = manager.create(fixed.uniform(0.3f, 1f, units)).toType(type, false);
        return folded
                ? network.classifier(manager, weights, mask)
                : images ->
                        network.forward(
                                images,
                                weights.detached(manager),
                                mask.reshape(1, units).repeat(0, images.getShape().get(0)),
                                null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void narrowVggAgreesWithFiniteDifferences(boolean folded) {
        Shape shape = new Shape(2, 3, 32, 32);
        int[] labels = {1, 7};
        assertGradient(type -> vgg(type, folded), DataType.FLOAT32, shape, labels, 1e-3);
        assertGradient(type -> vgg(type, folded), DataType.FLOAT64, shape, labels, 1e-6);
    }

    @Test
    void convolutionAndBatchNormInEvaluationModeAgreeWithFiniteDifferences() {
        Shape shape = new Shape(2, 3, 8, 8);
        int[] labels = {2, 0};
        assertGradient(this::stack, DataType.FLOAT32, shape, labels, 1e-3);
        assertGradient(this::stack, DataType.FLOAT64, shape, labels, 1e-6);
    }

    /** conv 3x3, batch norm with running statistics, ReLU, max-pool, dense. */
    private Classifier stack(DataType type) {
        RandomStream fixed = RandomStream.of(5, Purpose.IMAGES, 0);
        NDArray kernel = uniform(fixed, -0.5f, 0.5f, type, 4, 3, 3, 3);
        NDArray bias = uniform(fixed, -0.5f, 0.5f, type, 4);
        NDArray gamma = uniform(fixed, 0.5f, 1.5f, type, 4);
        NDArray beta = uniform(fixed, -0.5f, 0.5f, type, 4);
        NDArray mean = uniform(fixed, -0.5f, 0.5f, type, 4);
        NDArray variance = uniform(fixed, 0.5f, 1.5f, type, 4);
        NDArray dense = uniform(fixed, -0.5f, 0.5f, type, 3, 64);
        PairList<String, Object> settings = new PairList<>();
        settings.add("eps", "0.001");
        settings.add("fix_gamma", "False");
        settings.add("use_global_stats", "True");
        settings.add("axis", "1");
        return images -> {
            NDArray h = Conv2d.conv2d(images, kernel, bias, ONE, ONE, ONE, 1).singletonOrThrow();
            NDList inputs = new NDList(h, gamma, beta, mean, variance);
            h = h.getManager().invoke("_npx_batch_norm", inputs, settings).get(0);
            h = Activation.relu(h);
            h = Pool.maxPool2d(h, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
            h = h.reshape(images.getShape().get(0), 64);
            return new Activations(Linear.linear(h, dense, null).singletonOrThrow(), List.of());
        };
    }

    private NDArray uniform(
            RandomStream fixed, float low, float high, DataType type, long... shape) {
        return fixed.uniform(manager, low, high, new Shape(shape)).toType(type, true);
    }
}
