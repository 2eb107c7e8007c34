package anpvs.train;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.Commands;
import anpvs.store.EpochRecord;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.store.SealedJson;
import anpvs.store.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that a run holds out: never trained on, measured after each epoch. */
class ValidationTest {
    private static final int TRAINED = 30;
    private static final int HELD_OUT = 10;

    @TempDir Path folder;

    private static ExperimentSpec heldOut(Method method) {
        return Runs.tiny(method, 2).with(Map.of("validationImages", "" + HELD_OUT));
    }

    /** The glyphs with other pixels and labels from an image on. */
    private static ImageSet changedFrom(int first) {
        LabelledImages train = Runs.GLYPHS.train();
        byte[] pixels = train.pixels().clone();
        byte[] labels = train.labels().clone();
        for (int i = first * train.imageBytes(); i < pixels.length; i++) {
            pixels[i] = (byte) (255 - pixels[i]);
        }
        for (int i = first; i < labels.length; i++) {
            labels[i] = (byte) (9 - labels[i]);
        }
        LabelledImages changed = new LabelledImages(pixels, labels, train.channels(), train.size());
        return new ImageSet(Dataset.GLYPHS, changed, Runs.GLYPHS.test(), Runs.GLYPHS.sha256());
    }

    @Test
    void heldOutImagesAreNeverTrainedOn() {
        ExperimentSpec spec = heldOut(Method.ANP_VS);
        Run run = Runs.trainer(folder.resolve("a"), Progress.silent()).train(spec);
        Run other =
                new Trainer(
                                new RunStore(folder.resolve("b")),
                                dataset -> changedFrom(TRAINED),
                                Progress.silent())
                        .train(spec);
        assertEquals(TRAINED / 10 * 2, spec.recipe().totalSteps());
        Map<String, HostArray> weights = run.finalCheckpoint().state();
        weights.forEach(
                (name, array) ->
                        assertEquals(
                                array.buffer(),
                                other.finalCheckpoint().state().get(name).buffer(),
                                name));
        EpochRecord first = run.epochs().get(1);
        EpochRecord second = other.epochs().get(1);
        assertEquals(first.total(), second.total());
        assertEquals(first.cleanAccuracy(), second.cleanAccuracy());
        assertEquals(first.robustAccuracy(), second.robustAccuracy());
    }

    @Test
    void theirAccuraciesAreThoseOfTheTrainedNetworkOnTheLastImages() {
        Run run = Runs.trainer(folder, Progress.silent()).train(heldOut(Method.AT));
        EpochRecord.Validation found = run.epochs().get(1).validation();
        assertEquals(HELD_OUT, found.images());
        assertEquals(HELD_OUT, found.attacked());
        int[] last = IntStream.range(TRAINED, TRAINED + HELD_OUT).toArray();
        int right = 0;
        try (NDManager manager = ComputeDevice.newManager();
                TrainedModel model = TrainedModel.open(run)) {
            NDArray logits = model.classifier().logits(Runs.GLYPHS.train().images(manager, last));
            long[] best = logits.argMax(1).toLongArray();
            for (int i = 0; i < HELD_OUT; i++) {
                right += best[i] == Runs.GLYPHS.train().label(last[i]) ? 1 : 0;
            }
        }
        assertEquals(100.0 * right / HELD_OUT, found.cleanAccuracy());
        assertTrue(found.robustAccuracy() <= found.cleanAccuracy(), found::toString);
        assertEquals(found.robustAccuracy(), run.epochs().get(1).score());
    }

    @Test
    void aResumedRunHasTheSameRecords() throws Exception {
        ExperimentSpec spec = heldOut(Method.AT);
        Run whole = Runs.trainer(folder.resolve("whole"), Progress.silent()).train(spec);
        Path parts = folder.resolve("parts");
        Trainer stopped = Runs.trainer(parts, new Runs.InterruptAt(4));
        assertThrows(InterruptedRun.class, () -> stopped.train(spec));
        Run resumed = Runs.trainer(parts, Progress.silent()).train(spec);
        assertEquals(
                Files.readString(whole.metricsFile()), Files.readString(resumed.metricsFile()));
    }

    @Test
    void aCleanMethodIsNotAttackedAndARunWithoutThemSaysNothing() {
        Run clean = Runs.trainer(folder, Progress.silent()).train(heldOut(Method.STANDARD));
        EpochRecord.Validation found = clean.epochs().get(0).validation();
        assertEquals(0, found.attacked());
        assertNull(found.robustAccuracy());
        Run plain = Runs.trained(folder, Method.STANDARD, 1);
        assertNull(plain.epochs().get(0).validation());
    }

    @Test
    void theStartRunHoldsTheSameImagesOut() {
        ExperimentSpec plain =
                ExperimentSpec.of(Method.PAT, Dataset.CIFAR10, Profile.PAPER, Fidelity.PAPER, 0);
        ExperimentSpec spec = plain.with(Map.of("validationImages", "5000"));
        List<ExperimentSpec> chain = spec.chain();
        assertEquals(3, chain.size());
        for (ExperimentSpec one : chain) {
            assertEquals(45_000, one.recipe().trainedImages());
        }
        for (ExperimentSpec one :
                plain.with(Map.of("trainImages", "10000", "validationImages", "1000")).chain()) {
            assertEquals(9_000, one.recipe().trainedImages());
        }
        assertEquals(
                "anpvs train --method pat --dataset cifar10 --profile paper --seed 0"
                        + " --set validationImages=5000",
                Commands.train(spec));
        assertNotEquals(plain.runId(), spec.runId());
        assertEquals(plain, plain.with(Map.of("validationImages", "0")));
        assertEquals(spec, SealedJson.convert(SealedJson.tree(spec), ExperimentSpec.class, "spec"));
        for (String wrong : List.of("-1", "50000")) {
            assertMistake(
                    () -> plain.with(Map.of("validationImages", wrong)),
                    "validationImages is " + wrong);
        }
    }
}
