package anpvs.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.metric.LogitRow;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import anpvs.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that was trained under attack passes; made to look more robust in a way that is known
 * to hide gradients, it does not.
 */
class PlantedModelsTest {
    private static final ImageSet GLYPHS = new DataFolder(Path.of("none")).load(Dataset.GLYPHS);
    private static final CheckSettings SETTINGS =
            new CheckSettings(
                    32, 32, 0.1, 0.02, 10, List.of(5, 10, 20), List.of(1, 2), 10, 60, 4, 8, 0);

    @TempDir static Path folder;
    private static TrainedModel trained;

    @BeforeAll
    static void train() {
        ExperimentSpec spec =
                ExperimentSpec.of(Method.AT, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER, 3)
                        .with(
                                Map.of(
                                        "attack.steps",
                                        "2",
                                        "epochs",
                                        "3",
                                        "trainImages",
                                        "2048",
                                        "batchSize",
                                        "32"));
        trained =
                TrainedModel.open(
                        new Trainer(new RunStore(folder), set -> GLYPHS, Progress.silent())
                                .train(spec));
    }

    @AfterAll
    static void close() {
        trained.close();
    }

    private static Testbed testbed(
            Subject subject, CheckSettings settings, UnaryOperator<List<float[]>> storage) {
        return new Testbed(subject, GLYPHS.test(), settings, passes -> {}, storage);
    }

    private static Finding check(String id, Subject subject) {
        return check(id, testbed(subject, SETTINGS, UnaryOperator.identity()));
    }

    private static Finding check(String id, Testbed testbed) {
        return SanityChecks.of(Set.of(id)).get(0).run(testbed);
    }

    private static List<Finding> check(Classifier model, String... ids) {
        Testbed testbed = testbed(Subject.of(model), SETTINGS, UnaryOperator.identity());
        List<Finding> findings = new ArrayList<>();
        for (Check check : ids.length == 0 ? SanityChecks.all() : SanityChecks.of(Set.of(ids))) {
            findings.add(check.run(testbed));
        }
        return findings;
    }

    private static List<String> failed(List<Finding> findings) {
        return findings.stream()
                .filter(f -> f.verdict() == CheckVerdict.FAIL)
                .map(Finding::check)
                .toList();
    }

    private static void assertFails(Classifier model, String... ids) {
        List<Finding> findings = check(model, ids);
        assertEquals(Set.of(ids), Set.copyOf(failed(findings)), findings.toString());
    }

    /** The trained network with something between it and the world. */
    private static Classifier wrapped(UnaryOperator<NDArray> input, UnaryOperator<NDArray> output) {
        return x ->
                new Activations(
                        output.apply(trained.classifier().logits(input.apply(x))), List.of());
    }

    @Test
    void aSoundNetworkHasNoFailureAndEachWarningIsExplained() {
        List<Finding> findings = check(trained.classifier());
        assertEquals(List.of(), failed(findings), findings.toString());
        assertEquals(SanityChecks.ids(), findings.stream().map(Finding::check).toList());
        for (Finding one : findings) {
            assertFalse(one.meaning().isBlank() || one.question().isBlank(), one.toString());
            boolean number = !one.evidence().isEmpty();
            assertEquals(one.verdict() != CheckVerdict.NONE, number, one.toString());
            boolean explained = !one.note().isBlank();
            assertTrue(one.verdict() == CheckVerdict.PASS || explained, one.toString());
        }
        // or else the test above says nothing
        Finding order = findings.get(0);
        assertTrue(order.evidence().get(0).value() > 70, order.toString());
    }

    @Test
    void largeLogitsHideGradients() {
        assertFails(wrapped(x -> x, z -> z.mul(1e4f)), "zero-gradients", "logit-scale", "planted");
    }

    @Test
    void aQuantisedInputHasNoGradient() {
        assertFails(
                wrapped(x -> x.mul(4f).round().div(4f), z -> z),
                "zero-gradients",
                "gradient",
                "steps");
    }

    @Test
    void aRandomLayerAnswersDifferentlyEachTime() {
        RandomStream random = RandomStream.of(1, Purpose.MASK, 0);
        Classifier shaken =
                wrapped(
                        x -> {
                            NDArray noise =
                                    random.uniform(x.getManager(), 0.2f, 1.8f, x.getShape());
                            return x.mul(noise);
                        },
                        z -> z);
        assertFails(shaken, "repeat");
    }

    @Test
    void aSaturatedHeadHidesGradients() {
        Classifier saturated =
                wrapped(
                        x -> x,
                        z -> {
                            NDArray sorted = z.sort(1);
                            NDArray top = sorted.get(":, 9").add(sorted.get(":, 8")).div(2f);
                            NDArray border = top.stopGradient().reshape(-1, 1);
                            return Activation.sigmoid(z.sub(border).mul(1000f));
                        });
        assertFails(saturated, "zero-gradients", "planted");
    }

    @Test
    void aGradientThatLiesIsSeen() {
        Classifier liar =
                wrapped(
                        x -> x,
                        z -> {
                            NDArray other = z.mul(-1f);
                            return other.add(z.sub(other).stopGradient());
                        });
        assertFails(liar, "gradient", "steps");
    }

    /** Along its own sign such a gradient is right: it does not step where it is lost. */
    @Test
    void aGradientThatMissesHalfOfThePixelsIsSeen() {
        Classifier blind =
                wrapped(
                        x -> {
                            int half = (int) x.getShape().get(3) / 2;
                            NDArray left = x.get(":, :, :, :" + half).stopGradient();
                            return left.concat(x.get(":, :, :, " + half + ":"), 3);
                        },
                        z -> z);
        assertFails(blind, "gradient");
    }

    @Test
    void withoutGradientsTheWholeRangeIsOfNoUse() {
        assertFails(wrapped(x -> x.mul(4f).round().div(4f), z -> z), "full-radius");
    }

    @Test
    void theBlackBoxIsAheadOfMaskedGradients() {
        Subject quantised = Subject.of(wrapped(x -> x.mul(8f).round().div(8f), z -> z));
        for (int images : new int[] {10, 96}) {
            CheckSettings settings = SETTINGS.withImages(images);
            Finding found = check("square", testbed(quantised, settings, UnaryOperator.identity()));
            // of ten images chance may have picked those
            CheckVerdict expected = images == 10 ? CheckVerdict.WARN : CheckVerdict.FAIL;
            assertEquals(expected, found.verdict(), found.toString());
            assertEquals(images == 10, found.note().contains("so few images"), found.note());
        }
    }

    @Test
    void examplesOfAnotherNetworkAreAheadOfMaskedGradients() {
        Classifier masked = wrapped(x -> x, z -> z.mul(1e4f));
        Map<String, Classifier> sources = Map.of("the same, unmasked", trained.classifier());
        Subject subject = new Subject(masked, null, null, null, null, null, sources, null);
        Finding transfer = check(SanityChecks.TRANSFER, subject);
        assertEquals(CheckVerdict.FAIL, transfer.verdict(), transfer.toString());
        assertEquals(List.of("the same, unmasked"), SanityChecks.sources(transfer));
    }

    /** Without a mask and other runs; the second code path computes the logits. */
    private static Subject plain(Function<double[], double[]> logits) {
        return new Subject(trained.classifier(), null, null, null, null, null, Map.of(), logits);
    }

    @Test
    void aSecondCodePathThatDiffersIsSeen() {
        Finding found = check("recompute", plain(image -> new double[10]));
        assertEquals(CheckVerdict.FAIL, found.verdict(), found.toString());
    }

    @Test
    void storedImagesThatChangedAreSeen() {
        Consumer<float[]> blacken = batch -> Arrays.fill(batch, 0f);
        Subject subject = plain(PlantedModelsTest::engineLogits);
        List<CheckVerdict> verdicts = new ArrayList<>();
        for (boolean damaged : new boolean[] {false, true}) {
            UnaryOperator<List<float[]>> storage =
                    kept -> {
                        List<float[]> copies = kept.stream().map(float[]::clone).toList();
                        if (damaged) {
                            copies.forEach(blacken);
                        }
                        return copies;
                    };
            verdicts.add(check("recompute", testbed(subject, SETTINGS, storage)).verdict());
        }
        assertEquals(List.of(CheckVerdict.PASS, CheckVerdict.FAIL), verdicts);
    }

    private static double[] engineLogits(double[] image) {
        float[] pixels = new float[image.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) image[i];
        }
        try (var manager = ComputeDevice.newManager()) {
            NDArray x = manager.create(pixels, new Shape(1, 1, 28, 28));
            float[] logits = trained.classifier().logits(x).toFloatArray();
            return LogitRow.of(logits, 0, logits.length);
        }
    }
}
