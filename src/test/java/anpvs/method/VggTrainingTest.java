package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.model.TrainingPass;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link TrainingStepTest} shows on LeNet, on the narrow VGG-16 of the profile smoke. */
class VggTrainingTest extends EngineTest {
    private static final int BATCH = 16;
    private static final LabelledImages SHAPES =
            new DataFolder(Path.of("none")).load(Dataset.SHAPES).train();

    private static Recipe recipe(Method method, Fidelity fidelity) {
        return Recipes.of(method, Dataset.SHAPES, Profile.SMOKE, fidelity);
    }

    private static Losses run(TrainingStep step, NDManager scope, int batch) {
        int[] first = IntStream.range(0, batch).toArray();
        return step.run(SHAPES.images(scope, first), SHAPES.labels(scope, first));
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void tenStepsLowerTheLossOfEveryMethod(Method method) {
        Recipe recipe = recipe(method, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 3)) {
            TrainingStep step = new TrainingStep(recipe, state, 3);
            double first = run(step, manager, BATCH).total();
            double last = first;
            for (int i = 1; i < 10; i++) {
                last = run(step, manager, BATCH).total();
            }
            assertTrue(last < first - 0.05, method + ": " + first + " -> " + last);
        }
    }

    @Test
    void aStepFoldsTheStatisticsOfItsPassIntoTheRunningOnes() {
        Recipe recipe = recipe(Method.STANDARD, Fidelity.PAPER);
        double momentum = recipe.vggOrPublished().momentum();
        try (TrainingState state = TrainingState.initial(manager, recipe, 3)) {
            int[] first = IntStream.range(0, BATCH).toArray();
            TrainingPass pass = new TrainingPass(RandomStream.of(3, Purpose.DROPOUT, 0));
            float[] mean;
            float[] variance;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray images = SHAPES.images(manager, first);
                state.network().logits(images, state.weights(), null, pass);
                assertFalse(collector == null);
                mean = pass.statistics().get("bn5.running_mean").toFloatArray();
                variance = pass.statistics().get("bn5.running_var").toFloatArray();
            }
            run(new TrainingStep(recipe, state, 3), manager, BATCH);
            float[] runningMean = state.weights().get("bn5.running_mean").toFloatArray();
            float[] running = state.weights().get("bn5.running_var").toFloatArray();
            for (int c = 0; c < mean.length; c++) {
                assertEquals((1 - momentum) * mean[c], runningMean[c], 1e-5);
                assertEquals(momentum + (1 - momentum) * variance[c], running[c], 1e-5);
            }
        }
    }

    @Test
    void statisticsComeFromTheStartRunOrBeginAnew() {
        for (Fidelity fidelity : new Fidelity[] {Fidelity.PAPER, Fidelity.PUBLISHED_CODE}) {
            Recipe standard = recipe(Method.STANDARD, fidelity);
            Recipe anp = recipe(Method.ANP, fidelity);
            try (TrainingState start = TrainingState.initial(manager, standard, 3);
                    TrainingState state = TrainingState.initial(manager, anp, 4)) {
                run(new TrainingStep(standard, start, 3), manager, BATCH);
                state.startFrom(start.weights().arrays());
                float[] before = start.weights().get("bn7.running_var").toFloatArray();
                float[] ones = new float[before.length];
                Arrays.fill(ones, 1);
                assertFalse(Arrays.equals(ones, before));
                assertArrayEquals(
                        fidelity.carriesStatistics() ? before : ones,
                        state.weights().get("bn7.running_var").toFloatArray());
                assertArrayEquals(
                        start.weights().get("conv7.weight").toFloatArray(),
                        state.weights().get("conv7.weight").toFloatArray());
            }
        }
    }

    @Test
    void aStateContinuesBitForBitFromItsArrays() {
        Recipe smoke = recipe(Method.ANP_VS, Fidelity.PAPER);
        try (TrainingState whole = TrainingState.initial(manager, smoke, 5);
                TrainingState resumed = TrainingState.initial(manager, smoke, 99)) {
            TrainingStep step = new TrainingStep(smoke, whole, 5);
            run(step, manager, BATCH);
            Map<String, NDArray> stored = new LinkedHashMap<>();
            whole.arrays().forEach((name, array) -> stored.put(name, array.duplicate()));
            assertTrue(stored.containsKey("bn14.running_mean"));
            assertFalse(stored.containsKey("adam.m.bn14.running_mean"));
            run(step, manager, BATCH);
            resumed.load(stored, 1);
            run(new TrainingStep(smoke, resumed, 5), manager, BATCH);
            whole.arrays()
                    .forEach(
                            (name, array) ->
                                    assertArrayEquals(
                                            array.toFloatArray(),
                                            resumed.arrays().get(name).toFloatArray(),
                                            name));
        }
    }

    @Test
    void notANumberStopsBeforeAnythingIsUpdated() {
        Recipe recipe = recipe(Method.AT, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            TrainingStep step = new TrainingStep(recipe, state, 5);
            float[] kernel = state.weights().get("conv2.weight").toFloatArray();
            float[] running = state.weights().get("bn2.running_var").toFloatArray();
            int[] first = IntStream.range(0, BATCH).toArray();
            NDArray broken = SHAPES.images(manager, first);
            broken.set(new NDIndex("0, 0, 0, 0"), Float.NaN);
            NDArray labels = SHAPES.labels(manager, first);
            NonFiniteException thrown =
                    assertThrows(NonFiniteException.class, () -> step.run(broken, labels));
            assertTrue(thrown.getMessage().matches("(loss|gradient of) .*"), thrown.getMessage());
            assertEquals(0, state.step());
            assertArrayEquals(kernel, state.weights().get("conv2.weight").toFloatArray());
            assertArrayEquals(running, state.weights().get("bn2.running_var").toFloatArray());
            assertTrue(Double.isFinite(run(step, manager, BATCH).total()));
        }
    }

    @Test
    void stepsLeaveNoArraysBehind() {
        Recipe recipe = recipe(Method.ANP_VS, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            TrainingStep step = new TrainingStep(recipe, state, 5);
            int early = 0;
            for (int i = 0; i < 30; i++) {
                try (NDManager scope = manager.newSubManager()) {
                    run(step, scope, 2);
                }
                early = i == 9 ? manager.getManagedArrays().size() : early;
            }
            assertEquals(early, manager.getManagedArrays().size());
        }
    }
}
