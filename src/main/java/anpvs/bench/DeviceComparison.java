package anpvs.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import anpvs.data.Dataset;
import anpvs.engine.ComputeDevice;
import anpvs.engine.GradientTape;
import anpvs.engine.Normalisation;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import anpvs.progress.Progress;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The same computations on two devices, with the same random numbers: what a network is made of,
 * the gradient by which PGD steps, the optimiser's update, and the gradients of a training step of
 * the methods; whole steps are only done. Together they use every operator that training does: a
 * device whose engine lacks one fails here.
 *
 * @param checks what was compared
 * @param seconds wall time on the second device, in which a GPU's kernels are compiled and loaded
 */
public record DeviceComparison(List<Check> checks, double seconds) {
    /** For single passes. */
    private static final double TOLERANCE = 1e-3;

    private static final int BATCH = 8;
    private static final int TRAINING_BATCH = 16;

    /**
     * One comparison.
     *
     * @param name of what was computed
     * @param difference root of the sum of squared differences, relative to that of the values of
     *     the reference; infinite if a value is not finite
     * @param tolerance the most that is allowed
     */
    public record Check(String name, double difference, double tolerance) {
        /** {@return whether both devices compute the same, but for rounding} */
        public boolean ok() {
            return difference < tolerance;
        }
    }

    /** {@return whether all comparisons came out well} */
    public boolean ok() {
        return checks.stream().allMatch(Check::ok);
    }

    /**
     * Compares.
     *
     * @param reference a device that is trusted
     * @param device the other
     * @param profile whose networks the attack runs on; training steps are always those of smoke
     * @param methods which methods' gradients and training steps
     * @param progress told what is being done
     * @return the differences
     */
    public static DeviceComparison of(
            Device reference,
            Device device,
            Profile profile,
            Collection<Method> methods,
            Progress progress) {
        Comparer comparer = new Comparer(reference, device, progress);
        comparer.compare(List.of("convolution", "its gradients"), DeviceComparison::convolution);
        comparer.compare(
                List.of("batch norm, evaluation mode", "its gradient"),
                DeviceComparison::batchNorm);
        comparer.compare(List.of("update by Adam"), DeviceComparison::adam);
        boolean smoke = profile == Profile.SMOKE;
        comparer.pgd("LeNet-5-Caffe", recipe(smoke ? Dataset.GLYPHS : Dataset.MNIST, profile));
        comparer.pgd("VGG-16", recipe(smoke ? Dataset.SHAPES : Dataset.CIFAR10, profile));
        for (Method method : methods) {
            for (Dataset images : List.of(Dataset.GLYPHS, Dataset.SHAPES)) {
                Recipe recipe = Recipes.of(method, images, Profile.SMOKE, Fidelity.PAPER);
                String network = images.channels() == 1 ? "LeNet" : "VGG";
                String name = "gradients, " + method.label() + ", " + network;
                comparer.compare(
                        List.of(name), manager -> List.of(gradients(manager, recipe, true)));
            }
        }
        return new DeviceComparison(List.copyOf(comparer.checks), comparer.seconds);
    }

    static Recipe recipe(Dataset images, Profile profile) {
        return Recipes.of(Method.AT, images, profile, Fidelity.PAPER);
    }

    /** Computes on both devices; keeps what was found. */
    private static final class Comparer {
        private final Device reference;
        private final Device device;
        private final Progress progress;
        private final List<Check> checks = new ArrayList<>();
        private double seconds;

        Comparer(Device reference, Device device, Progress progress) {
            this.reference = reference;
            this.device = device;
            this.progress = progress;
        }

        /** Compares each result of a computation, under its name. */
        private void compare(List<String> names, Function<NDManager, List<float[]>> computation) {
            names.forEach(progress::note);
            List<float[]> expected = on(reference, computation);
            long start = System.nanoTime();
            List<float[]> found = on(device, computation);
            seconds += (System.nanoTime() - start) * 1e-9;
            for (int i = 0; i < names.size(); i++) {
                double difference = difference(expected.get(i), found.get(i));
                checks.add(new Check(names.get(i), difference, TOLERANCE));
            }
        }

        private void pgd(String network, Recipe recipe) {
            compare(
                    List.of(
                            network + ", logits",
                            network + ", input gradient",
                            network + ", PGD step"),
                    manager -> attacked(manager, recipe));
        }
    }

    private static <T> T on(Device device, Function<NDManager, T> computation) {
        try (NDManager manager = ComputeDevice.newManager(device)) {
            return computation.apply(manager);
        }
    }

    /** A layer of VGG-16: (8, 64, 16, 16) by 3 x 3 kernels to 64 channels, zero padding. */
    private static List<float[]> convolution(NDManager manager) {
        RandomStream random = RandomStream.of(3, Purpose.INITIALISATION, 0);
        NDArray x = random.uniform(manager, -1, 1, new Shape(BATCH, 64, 16, 16));
        NDArray weight = random.normal(manager, 0.05, new Shape(64, 64, 3, 3));
        NDArray bias = random.normal(manager, 0.1, new Shape(64));
        Shape one = new Shape(1, 1);
        Supplier<NDArray> layer = () -> Conv2d.conv2d(x, weight, bias, one, one).singletonOrThrow();
        return withGradients(manager, layer, List.of(x, weight, bias));
    }

    private static List<float[]> batchNorm(NDManager manager) {
        RandomStream random = RandomStream.of(3, Purpose.INITIALISATION, 1);
        Shape channels = new Shape(64);
        NDArray x = random.uniform(manager, -1, 1, new Shape(BATCH, 64, 16, 16));
        NDArray gamma = random.uniform(manager, 0.5f, 1.5f, channels);
        NDArray beta = random.uniform(manager, -1, 1, channels);
        NDArray mean = random.uniform(manager, -1, 1, channels);
        NDArray variance = random.uniform(manager, 0.1f, 2, channels);
        Supplier<NDArray> layer =
                () -> Normalisation.normalise(x, gamma, beta, mean, variance, 1e-5);
        return withGradients(manager, layer, List.of(x, gamma, beta));
    }

    /** The output; gradients of half its sum of squares, each scaled to a largest value of 1. */
    private static List<float[]> withGradients(
            NDManager manager, Supplier<NDArray> layer, List<NDArray> inputs) {
        float[] output = layer.get().toFloatArray();
        inputs.forEach(GradientTape::watch);
        List<NDArray> gradients;
        try (GradientTape tape = new GradientTape()) {
            NDArray loss = layer.get().square().sum().div(2);
            gradients = tape.gradients(manager, loss, inputs, false);
        }
        List<float[]> scaled = new ArrayList<>();
        gradients.forEach(one -> scaled.add(one.div(one.abs().max()).toFloatArray()));
        return List.of(output, joined(scaled));
    }

    /** Logits, the gradient by the images, and the move of the images in a step of 1/100. */
    private static List<float[]> attacked(NDManager manager, Recipe recipe) {
        try (TrainingState state = TrainingState.initial(manager, recipe, 0)) {
            Classifier classifier = state.classifier(manager);
            NDArray images = images(manager, recipe, BATCH, 0);
            float[] logits = classifier.logits(images).toFloatArray();
            NDArray labels = labels(manager, recipe, BATCH);
            NDArray gradient = InputGradient.crossEntropy(classifier, images, labels);
            // where the gradient is almost 0, its sign is a matter of rounding
            NDArray clear =
                    gradient.abs()
                            .gt(gradient.abs().max().mul(TOLERANCE))
                            .toType(images.getDataType(), false);
            NDArray step = Operators.signStep(images.stopGradient(), gradient, 0.01).sub(images);
            return List.of(logits, gradient.toFloatArray(), step.mul(clear).toFloatArray());
        }
    }

    /** A parameter and its moments after an update, the parameter's change scaled to about 1. */
    private static List<float[]> adam(NDManager manager) {
        RandomStream random = RandomStream.of(3, Purpose.INITIALISATION, 2);
        Shape shape = new Shape(1_000);
        NDArray parameter = manager.zeros(shape);
        NDArray mean = random.normal(manager, 1, shape);
        NDArray variance = random.uniform(manager, 0.5f, 2, shape);
        NDArray gradient = random.normal(manager, 1, shape);
        Operators.adamUpdate(parameter, gradient, mean, variance, 1, 1e-4);
        return List.of(
                joined(
                        List.of(
                                parameter.toFloatArray(),
                                mean.toFloatArray(),
                                variance.toFloatArray())));
    }

    /**
     * The gradients of a step, and then, if asked for, the step itself. Its losses say nothing:
     * where an input gradient is almost 0 the attack's sign is a matter of rounding, and Adam's
     * first update is the sign of each gradient.
     */
    static float[] gradients(NDManager manager, Recipe recipe, boolean andStep) {
        try (TrainingState state = TrainingState.initial(manager, recipe, 0)) {
            NDArray images = images(manager, recipe, TRAINING_BATCH, 0);
            NDArray moved =
                    images.add(images(manager, recipe, TRAINING_BATCH, 1).sub(0.5).mul(0.2))
                            .clip(0, 1);
            NDArray labels = labels(manager, recipe, TRAINING_BATCH);
            TrainingStep step = new TrainingStep(recipe, state, 0);
            float[] found = joined(step.gradients(images, moved, labels));
            if (andStep) {
                step.run(images, labels); // says if something is not finite
            }
            return found;
        }
    }

    static NDArray images(NDManager manager, Recipe recipe, int count, long draw) {
        Dataset set = recipe.dataset();
        return RandomStream.of(5, Purpose.IMAGES, draw)
                .uniform(manager, 0, 1, new Shape(count, set.channels(), set.size(), set.size()));
    }

    static NDArray labels(NDManager manager, Recipe recipe, int count) {
        float[] labels = new float[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % recipe.dataset().classes();
        }
        return manager.create(labels);
    }

    /**
     * @param expected values of the reference
     * @param found values of the other device
     * @return root of the sum of squared differences, relative to that of the expected values;
     *     infinite if any value is not finite
     */
    static double difference(float[] expected, float[] found) {
        double all = 0;
        double differences = 0;
        for (int i = 0; i < expected.length; i++) {
            all += (double) expected[i] * expected[i];
            differences += Math.pow((double) expected[i] - found[i], 2);
        }
        double relative = differences == 0 ? 0 : Math.sqrt(differences / all);
        return Double.isFinite(relative) ? relative : Double.POSITIVE_INFINITY;
    }

    private static float[] joined(List<float[]> parts) {
        FloatBuffer all = FloatBuffer.allocate(parts.stream().mapToInt(one -> one.length).sum());
        parts.forEach(all::put);
        return all.array();
    }
}
