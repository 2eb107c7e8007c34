package anpvs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Vgg16Test extends EngineTest {
    private static final double NARROW = 1.0 / 32;
    private static final Vgg16 NETWORK = new Vgg16(10, NARROW, 1, true);

    private final RandomStream random = RandomStream.of(2, Purpose.IMAGES, 0);

    /** Initial weights with gammas, betas and running statistics that are not 1 and 0. */
    private Weights weights() {
        Weights weights = Weights.initial(manager, NETWORK, 1);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        weights.arrays()
                .forEach(
                        (name, array) -> {
                            boolean positive =
                                    name.matches("bn\\d+\\.weight") || name.endsWith("running_var");
                            arrays.put(
                                    name,
                                    name.startsWith("bn")
                                            ? random.uniform(
                                                    manager,
                                                    positive ? 0.5f : -0.3f,
                                                    positive ? 1.5f : 0.3f,
                                                    array.getShape())
                                            : array);
                        });
        return new Weights(arrays);
    }

    private NDArray images(int n) {
        return random.uniform(manager, 0, 1, new Shape(n, 3, 32, 32));
    }

    private static long count(Network network) {
        return network.parameters().stream()
                .filter(ParameterSpec::trained)
                .mapToLong(p -> p.shape().size())
                .sum();
    }

    @Test
    void hasThePublishedSize() {
        assertEquals(14_991_946, count(new Vgg16(10, 1, 1, false)));
        assertEquals(15_038_116, count(new Vgg16(100, 1, 1, false)));
        Vgg16 full = new Vgg16(10, 1, 1, false);
        assertEquals(5_248, full.maskLayout().total());
        assertEquals(
                List.of(64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512, 512, 512),
                full.maskLayout().units());
        List<Double> dropout = full.blocks().stream().map(Vgg16.Block::dropout).toList();
        assertEquals(List.of(.3, 0., .4, 0., .4, .4, 0., .4, .4, 0., .4, .4, 0.), dropout);
        assertEquals(
                List.of(2, 4, 7, 10, 13),
                IntStream.rangeClosed(1, 13)
                        .filter(l -> full.blocks().get(l - 1).pooled())
                        .boxed()
                        .toList());
        List<String> names = full.parameters().stream().map(ParameterSpec::name).toList();
        assertEquals(13 * 6 + 6 + 2, names.size());
        assertTrue(
                names.containsAll(
                        List.of("conv13.bias", "bn14.running_var", "dense14.weight", "bn1.bias")));
        assertEquals("dense15.bias", names.get(names.size() - 1));
        assertThrows(UserError.class, () -> new Vgg16(10, 0, 1, false));
        assertThrows(UserError.class, () -> new Vgg16(10, 1, 1.5, false));
    }

    @Test
    void biasesAndWeightsStartAsPublished() {
        Weights weights = Weights.initial(manager, NETWORK, 1);
        float[] kernel = weights.get("conv9.weight").toFloatArray();
        double range = Math.sqrt(6.0 / (9 * 16 + 9 * 16));
        for (float w : kernel) {
            assertTrue(Math.abs(w) <= range);
        }
        float[] bias = weights.get("conv9.bias").toFloatArray();
        assertTrue(dot(widen(bias), widen(bias)) > 0);
        assertArrayEquals(ones(16), weights.get("bn9.running_var").toFloatArray());
        assertArrayEquals(ones(16), weights.get("bn14.weight").toFloatArray());
        assertArrayEquals(new float[16], weights.get("bn14.bias").toFloatArray());
    }

    @Test
    void evaluationAgreesWithPlainJava() {
        Weights weights = weights();
        NDArray images = images(2);
        int units = NETWORK.maskLayout().total();
        NDArray mask = random.uniform(manager, 0, 1, new Shape(2, units));
        Activations found = NETWORK.forward(images, weights, mask, null);
        Activations bare = NETWORK.forward(images, weights, null, null);
        assertEquals(15, found.latents().size());
        float[] draws = mask.toFloatArray();
        float[] pixels = images.toFloatArray();
        for (int n = 0; n < 2; n++) {
            float[] image = Arrays.copyOfRange(pixels, n * 3072, (n + 1) * 3072);
            float[] one = Arrays.copyOfRange(draws, n * units, (n + 1) * units);
            assertRows(PlainVgg.forward(NETWORK, weights, image, one), found, n);
            assertRows(PlainVgg.forward(NETWORK, weights, image, ones(units)), bare, n);
        }
    }

    /** The expected list: the latents, then the logits. */
    private static void assertRows(List<double[]> expected, Activations found, int n) {
        List<NDArray> all = new ArrayList<>(found.latents());
        all.add(found.logits());
        assertEquals(expected.size(), all.size());
        for (int l = 0; l < all.size(); l++) {
            double[] row = expected.get(l);
            double[] values = doubles(all.get(l));
            for (int i = 0; i < row.length; i++) {
                assertEquals(row[i], values[n * row.length + i], 2e-4, "layer " + l);
            }
        }
    }

    @Test
    void foldedEvaluationEqualsMaskedEvaluation() {
        Weights weights = weights();
        NDArray images = images(3);
        float[] values = random.uniform(0, 1, NETWORK.maskLayout().total());
        for (int k = 0; k < values.length; k += 3) {
            values[k] = 0; // pruned
        }
        NDArray mask = manager.create(values);
        Weights folded = NETWORK.fold(manager, weights, mask);
        assertFalse(folded.arrays().containsKey("bn1.weight"));
        NDArray rows = mask.reshape(1, values.length).repeat(0, 3);
        assertSame(
                NETWORK.forward(images, weights, rows, null),
                NETWORK.forward(images, folded, null, null));
        assertSame(
                NETWORK.forward(images, weights, null, null),
                NETWORK.classifier(manager, weights, null).forward(images));
        Classifier classifier = NETWORK.classifier(manager, weights, mask);
        assertArrayEquals(
                doubles(classifier.forward(images).logits()),
                doubles(classifier.logits(images)),
                1e-5);
        assertThrows(IllegalArgumentException.class, () -> NETWORK.fold(manager, folded, mask));
    }

    private static void assertSame(Activations expected, Activations found) {
        assertArrayEquals(doubles(expected.logits()), doubles(found.logits()), 1e-4);
        for (int l = 0; l < expected.latents().size(); l++) {
            assertArrayEquals(
                    doubles(expected.latents().get(l)), doubles(found.latents().get(l)), 1e-4);
        }
    }

    @Test
    void aPrunedChannelIsTheConstantThatBatchNormalisationMakesOfZero() {
        Weights weights = weights();
        float[] values = ones(NETWORK.maskLayout().total());
        values[0] = 0;
        Classifier classifier = NETWORK.classifier(manager, weights, manager.create(values));
        float[] z1 = classifier.forward(images(1)).latents().get(0).toFloatArray();
        double gamma = weights.get("bn1.weight").toFloatArray()[0];
        double beta = weights.get("bn1.bias").toFloatArray()[0];
        double mean = weights.get("bn1.running_mean").toFloatArray()[0];
        double variance = weights.get("bn1.running_var").toFloatArray()[0];
        double constant = Math.max(0, beta - gamma * mean / Math.sqrt(variance + 1e-3));
        for (int i = 0; i < 32 * 32; i++) {
            assertEquals(constant, z1[i], 1e-5);
        }
    }

    @Test
    void latentsOfThePaperAreThoseBehindActivations() {
        Vgg16 paper = new Vgg16(10, NARROW, 1, false);
        Weights weights = weights();
        NDArray images = images(2);
        List<NDArray> fourteen = paper.forward(images, weights, null, null).latents();
        List<NDArray> fifteen = NETWORK.forward(images, weights, null, null).latents();
        assertEquals(14, fourteen.size());
        assertEquals(new Shape(2, 16), fourteen.get(13).getShape());
        assertArrayEquals(doubles(fifteen.get(14)), doubles(fourteen.get(13)), 1e-6);
        double smallest = Arrays.stream(doubles(fifteen.get(13))).min().orElseThrow();
        assertTrue(smallest < 0, "z_14a has no activation");
    }

    @Test
    void constantImagesHaveFiniteLogitsAndGradients() {
        NDArray flat = manager.ones(new Shape(2, 3, 32, 32)).mul(0.5f);
        Classifier classifier = NETWORK.classifier(manager, weights(), null);
        NDArray gradient =
                InputGradient.crossEntropy(classifier, flat, manager.create(new float[] {1, 2}));
        for (float value : gradient.toFloatArray()) {
            assertTrue(Float.isFinite(value));
        }
    }

    @Test
    void dropoutIsAFunctionOfItsStreamAndStaysWithMasksExceptInTheHead() {
        Weights weights = weights();
        NDArray images = images(4);
        NDArray mask = manager.ones(new Shape(4, NETWORK.maskLayout().total()));
        double[] first = logits(NETWORK, images, weights, null, 1);
        assertArrayEquals(first, logits(NETWORK, images, weights, null, 1));
        assertFalse(Arrays.equals(first, logits(NETWORK, images, weights, null, 2)));
        // masks of ones replace the dropouts of the head and no others
        double[] masked = logits(NETWORK, images, weights, mask, 1);
        assertFalse(Arrays.equals(first, masked));
        assertFalse(Arrays.equals(masked, logits(NETWORK, images, weights, mask, 2)));
        Vgg16 without = new Vgg16(10, NARROW, 0, true);
        assertArrayEquals(
                logits(without, images, weights, mask, 1),
                logits(without, images, weights, null, 2),
                1e-4);
    }

    private double[] logits(
            Vgg16 network, NDArray images, Weights weights, NDArray mask, long stream) {
        TrainingPass pass = new TrainingPass(RandomStream.of(1, Purpose.DROPOUT, stream));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray logits = network.logits(images, weights, mask, pass);
            assertTrue(collector != null && pass.statistics().size() == 28);
            return doubles(logits);
        }
    }

    private static float[] ones(int n) {
        float[] values = new float[n];
        Arrays.fill(values, 1);
        return values;
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
