package anpvs.store;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.Npz;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.evaluate.FileEvaluation;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.metric.MeasuredCost;
import anpvs.progress.Progress;
import anpvs.train.ModelImport;
import anpvs.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactFileTest {
    private static final int IMAGES = 40;
    private static final EvaluationSettings SETTINGS =
            new EvaluationSettings(new PgdSettings(0.1, 0.05, 2), 1, IMAGES, 20, 3, null);

    @TempDir Path folder;

    private RunStore store;
    private Path file;

    @BeforeEach
    void places() {
        store = new RunStore(folder.resolve("runs"));
        file = folder.resolve("compact.npz");
    }

    private static ImageSet images(Dataset dataset) {
        return new DataFolder(Path.of("none")).load(dataset);
    }

    private static ExperimentSpec spec(Dataset dataset) {
        return ExperimentSpec.of(Method.ANP_VS, dataset, Profile.SMOKE, Fidelity.PAPER, 1)
                .with(
                        Map.of(
                                "epochs", "1",
                                "trainImages", "20",
                                "batchSize", "10",
                                "attack.steps", "1",
                                "start", "null"));
    }

    /** A run whose mask prunes about half of the units. */
    private Run pruned(Dataset dataset) {
        Run trained =
                new Trainer(store, CompactFileTest::images, Progress.silent()).train(spec(dataset));
        Path model = folder.resolve("model.npz");
        ModelFile.export(trained, model);
        Map<String, HostArray> arrays = new LinkedHashMap<>(Npz.read(model));
        Random random = new Random(6);
        for (Map.Entry<String, HostArray> named : arrays.entrySet()) {
            if (named.getKey().endsWith(".a_uc")) {
                byte[] values = named.getValue().data().clone();
                HostArray changed =
                        new HostArray(named.getValue().type(), named.getValue().shape(), values);
                for (int k = 0; k < values.length / Float.BYTES; k++) {
                    float a = random.nextBoolean() ? -9 : 1 + random.nextFloat();
                    changed.buffer().putFloat(k * Float.BYTES, a);
                }
                named.setValue(changed);
            }
        }
        ModelFile.write(arrays, model);
        return ModelImport.into(store, spec(dataset), model);
    }

    @Test
    void aFileAchievesWhatItsRunDoes() {
        for (Dataset dataset : List.of(Dataset.GLYPHS, Dataset.SHAPES)) {
            Run run = pruned(dataset);
            CompactFile.export(run, file);
            Evaluator evaluator = new Evaluator(store, CompactFileTest::images, Progress.silent());
            Evaluation whole = evaluator.evaluate(run, SETTINGS);
            FileEvaluation small = evaluator.evaluate(file, SETTINGS);
            assertEquals(whole.clean(), small.clean());
            assertEquals(whole.attacked(), small.attacked());
            assertTrue(small.lines().get(0).startsWith(run.id()), small.lines()::toString);

            MeasuredCost measured = whole.measured();
            assertTrue(measured.logitDifference() < 1e-5, measured::toString);
            assertTrue(measured.maskedMs() > 0 && measured.compactMs() > 0, measured::toString);
            long stored = Npz.read(file).values().stream().mapToLong(a -> a.data().length).sum();
            assertTrue(stored > measured.compactBytes());
            assertTrue(measured.bytesPercent() < 60, measured::toString);
            assertEquals(List.of(whole), Evaluation.of(run).all());
            String line = whole.lines().get(whole.lines().size() - 1);
            assertTrue(line.contains("faster without its pruned units"), line);
        }
    }

    @Test
    void logitsOfAFileAreThoseOfItsRun() {
        Run run = pruned(Dataset.SHAPES);
        CompactFile.export(run, file);
        int[] batch = IntStream.range(0, 16).toArray();
        try (NDManager manager = NDManager.newBaseManager();
                TrainedModel model = TrainedModel.open(run)) {
            NDArray x = images(Dataset.SHAPES).test().images(manager, batch);
            CompactFile compact = CompactFile.read(manager, file);
            assertEquals(run.id(), compact.run());
            assertEquals(Dataset.SHAPES, compact.dataset());
            // the mask of VGG-16's last convolution and that of the units behind it are one set
            // here
            List<Integer> active = model.structure().active();
            assertEquals(active.subList(0, 12), compact.network().units().subList(0, 12));
            assertTrue(compact.network().units().get(12) <= active.get(12));
            float[] expected = model.classifier().logits(x).toFloatArray();
            float[] found = compact.network().classifier(manager).logits(x).toFloatArray();
            float largest = 0;
            for (float logit : expected) {
                largest = Math.max(largest, Math.abs(logit));
            }
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], found[i], 1e-5f * largest);
            }
        }
    }

    @Test
    void numpyFindsSmallArraysUnderTheirNames() {
        Run run = pruned(Dataset.GLYPHS);
        CompactFile.export(run, file);
        Map<String, HostArray> arrays = Npz.read(file);
        assertEquals(
                List.of(
                        "network",
                        "dataset",
                        "run",
                        "mask1.kept",
                        "conv1.weight",
                        "conv1.bias",
                        "mask2.kept",
                        "conv2.weight",
                        "conv2.bias",
                        "mask3.kept",
                        "dense3.weight",
                        "dense3.bias",
                        "mask4.kept",
                        "dense4.weight",
                        "dense4.bias"),
                List.copyOf(arrays.keySet()));
        try (TrainedModel model = TrainedModel.open(run)) {
            List<Integer> active = model.structure().active();
            long u1 = active.get(0);
            long u2 = active.get(1);
            assertEquals(new Shape(u1, 1, 5, 5), arrays.get("conv1.weight").shape());
            assertEquals(new Shape(u2, u1, 5, 5), arrays.get("conv2.weight").shape());
            assertTrue(arrays.get("mask3.kept").shape().get(0) < active.get(2));
        }
    }

    @Test
    void networksThatKeepEveryUnitAreRefusedWithTheReason() {
        Run standard = Runs.trained(store.root(), Method.STANDARD, 1);
        assertMistake(() -> CompactFile.export(standard, file), "has no mask");
        Evaluator evaluator = new Evaluator(store, CompactFileTest::images, Progress.silent());
        assertNull(evaluator.evaluate(standard, SETTINGS).measured());
        assertTrue(Files.notExists(file));
    }

    @Test
    void damagedFilesAreNamed() {
        CompactFile.export(pruned(Dataset.GLYPHS), file);
        Map<String, HostArray> good = Npz.read(file);
        for (String name : List.of("network", "dataset", "mask3.kept", "conv2.weight")) {
            Map<String, HostArray> bad = new LinkedHashMap<>(good);
            bad.remove(name);
            refused(bad, name);
            bad.put(name, good.get("dense4.bias"));
            refused(bad, name);
        }
        Map<String, HostArray> bad = new LinkedHashMap<>(good);
        byte[] notANumber = good.get("conv1.bias").data().clone();
        Arrays.fill(notANumber, 0, 4, (byte) 0xff);
        bad.put(
                "conv1.bias",
                new HostArray(
                        good.get("conv1.bias").type(), good.get("conv1.bias").shape(), notANumber));
        refused(bad, "conv1.bias");
    }

    private void refused(Map<String, HostArray> arrays, String name) {
        ModelFile.write(arrays, file);
        try (NDManager manager = NDManager.newBaseManager()) {
            assertMistake(() -> CompactFile.read(manager, file), name, "compact.npz");
        }
    }
}
