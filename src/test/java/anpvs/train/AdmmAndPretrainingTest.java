package anpvs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.Runs;
import anpvs.store.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that begin with another method's network: ADMM and Pretrained AT. */
class AdmmAndPretrainingTest {
    @TempDir Path folder;

    @Test
    void anAdmmRunResumesBitEqualInEachPhaseAndPrunesExactlyItsRatio() throws Exception {
        // 16 steps: pruning 0..7 with an update every second step, retraining 8..15
        ExperimentSpec spec = Runs.tiny(Method.ADMM, 4).with(Map.of("admm.updates", "4"));
        Run whole = Runs.trainer(folder.resolve("whole"), Progress.silent()).train(spec);
        Path parts = folder.resolve("parts");
        // before the first update, at one, at the pruning, in the retraining
        for (int step : new int[] {1, 2, 5, 8, 11}) {
            Trainer trainer = Runs.trainer(parts, new Runs.InterruptAt(step));
            assertThrows(InterruptedRun.class, () -> trainer.train(spec));
        }
        Run resumed = Runs.trainer(parts, Progress.silent()).train(spec);
        assertEquals(Runs.newest(whole), Runs.newest(resumed));
        assertEquals(
                Files.readString(whole.metricsFile()), Files.readString(resumed.metricsFile()));

        whole.finalCheckpoint()
                .state()
                .forEach(
                        (name, array) -> {
                            if (name.matches("(conv|dense)\\d\\.weight")) {
                                int size = array.data().length / Float.BYTES;
                                assertEquals(0.8 * size, zeros(array), 1e-9, name);
                            }
                            if (name.matches("(conv|dense)\\d\\.bias")) {
                                assertEquals(0, zeros(array), name);
                            }
                        });
        try (TrainedModel model = TrainedModel.open(whole)) {
            assertEquals(80, model.weightSparsity(), 1e-9);
            assertEquals(0, model.structure().sparsityPercent());
        }
    }

    private static int zeros(HostArray array) {
        int count = 0;
        for (float value : array.floats()) {
            count += value == 0 ? 1 : 0;
        }
        return count;
    }

    private static Recipe recipe(Method method, Dataset dataset, Profile profile) {
        return ExperimentSpec.of(method, dataset, profile, Fidelity.PAPER, 2).recipe();
    }

    @Test
    void admmStartsFromAt() {
        Recipe recipe = recipe(Method.ADMM, Dataset.MNIST, Profile.QUICK);
        assertEquals(Method.AT, recipe.start());
        assertEquals(0.8, recipe.admm().ratio());
    }

    @Test
    void pretrainedAtStartsFromStandardOnMnist() {
        ExperimentSpec spec =
                ExperimentSpec.of(
                        Method.PRETRAINED_AT, Dataset.MNIST, Profile.QUICK, Fidelity.PAPER, 2);
        ExperimentSpec start = spec.startSpec().orElseThrow();
        assertEquals(Method.STANDARD, start.recipe().method());
        assertEquals(Dataset.MNIST, start.recipe().dataset());
        assertEquals(spec.start(), start.runId());
        // otherwise it is AT
        ExperimentSpec at =
                ExperimentSpec.of(Method.AT, Dataset.MNIST, Profile.QUICK, Fidelity.PAPER, 2)
                        .with(Map.of("method", "PRETRAINED_AT", "start", "STANDARD"));
        assertEquals(at, spec);
    }

    @Test
    void theSourceDataSetIsAnOption() {
        ExperimentSpec spec =
                Runs.tiny(Method.PRETRAINED_AT, 1)
                        .with(Map.of("start", "AT", "startDataset", "MNIST", "profile", "QUICK"));
        ExperimentSpec start = spec.startSpec().orElseThrow();
        assertEquals(Dataset.MNIST, start.recipe().dataset());
        assertEquals(Method.AT, start.recipe().method());
        assertEquals(start.runId(), spec.start());
        assertEquals(2, spec.chain().size());
    }

    @Test
    void aHeadForOtherClassesStaysAsItWas() {
        Recipe recipe = Runs.tiny(Method.PRETRAINED_AT, 1).recipe();
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(manager, recipe, 1);
                TrainingState other = TrainingState.initial(manager, recipe, 2)) {
            Map<String, NDArray> stored = other.modelArrays(manager);
            stored.put("dense4.weight", manager.zeros(new Shape(7, 500)));
            stored.put("dense4.bias", manager.zeros(new Shape(7)));
            float[] head = state.weights().get("dense4.weight").toFloatArray();
            Map<String, NDArray> own = state.head(manager);
            assertTrue(own.keySet().containsAll(List.of("dense4.weight", "dense4.bias")));
            assertEquals(2, own.size());
            stored.putAll(own);
            state.loadModel(stored);
            assertArrayEquals(head, state.weights().get("dense4.weight").toFloatArray());
            assertArrayEquals(
                    other.weights().get("conv1.weight").toFloatArray(),
                    state.weights().get("conv1.weight").toFloatArray());
        }
    }
}
