package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.Dataset;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.CrossEntropy;
import anpvs.method.Losses.Name;
import anpvs.model.Activations;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingStepTest extends EngineTest {
    private static final int BATCH = 16;

    private static Recipe recipe(Method method, Fidelity fidelity) {
        return Recipes.of(method, Dataset.GLYPHS, Profile.SMOKE, fidelity);
    }

    private NDArray images(int batch) {
        // each class is a bright row of its own, so there is something to learn
        float[] pixels = RandomStream.of(1, Purpose.IMAGES, 0).uniform(0, 0.4f, batch * 784);
        for (int n = 0; n < batch; n++) {
            Arrays.fill(pixels, n * 784 + n % 10 * 56, n * 784 + n % 10 * 56 + 56, 0.9f);
        }
        return manager.create(pixels, new Shape(batch, 1, 28, 28));
    }

    private NDArray labels(int batch) {
        float[] classes = new float[batch];
        for (int n = 0; n < batch; n++) {
            classes[n] = n % 10;
        }
        return manager.create(classes);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void tenStepsLowerTheLossOfEveryMethod(Method method) {
        Recipe recipe = recipe(method, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 3)) {
            TrainingStep step = new TrainingStep(recipe, state, 3);
            double first = step.run(images(BATCH), labels(BATCH)).total();
            double last = first;
            for (int i = 1; i < 10; i++) {
                last = step.run(images(BATCH), labels(BATCH)).total();
            }
            assertTrue(last < first - 0.05, method + ": " + first + " -> " + last);
            assertEquals(10, state.step());
        }
    }

    @Test
    void lossOfAnpVsEqualsItsTermsComputedApart() {
        Recipe recipe = recipe(Method.ANP_VS, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            NDArray images = images(BATCH);
            NDArray labels = labels(BATCH);
            NDArray adversarial =
                    new Pgd(
                                    ThreatModel.linf(recipe.attack().epsilon()),
                                    (float) recipe.attack().stepSize(),
                                    recipe.attack().steps(),
                                    true)
                            .perturb(
                                    state.classifier(manager),
                                    images,
                                    labels,
                                    RandomStream.of(5, Purpose.ATTACK, 0));
            NDArray mask = state.mask().sample(manager, BATCH, RandomStream.of(5, Purpose.MASK, 0));
            Activations clean = state.network().forward(images, state.weights(), mask, null);
            Activations attacked =
                    state.network().forward(adversarial, state.weights(), mask, null);
            double ce = CrossEntropy.mean(clean.logits(), labels).toFloatArray()[0];
            double ceAdversarial = CrossEntropy.mean(attacked.logits(), labels).toFloatArray()[0];
            double v = 0;
            for (int l = 0; l < 3; l++) {
                float[] z = clean.latents().get(l).toFloatArray();
                float[] changed = attacked.latents().get(l).toFloatArray();
                double sum = 0;
                for (int i = 0; i < z.length; i++) {
                    sum += Math.abs(z[i] - changed[i]);
                }
                v += sum / z.length / 3;
            }
            double kl = state.mask().kl(manager).toFloatArray()[0];

            Losses losses = new TrainingStep(recipe, state, 5).run(images, labels);
            assertEquals(ce, losses.get(Name.CLEAN), 1e-4);
            assertEquals(ceAdversarial, losses.get(Name.ADVERSARIAL), 1e-4);
            assertEquals(v, losses.get(Name.VULNERABILITY), 1e-4);
            assertEquals(kl, losses.get(Name.KL), 1e-4 * kl);
            assertEquals(
                    (ce + 2 * ceAdversarial) / 3 + recipe.vulnerabilityWeight() * v,
                    losses.total(),
                    1e-4);
        }
    }

    @Test
    void publishedCodeDrawsItsMasksAnewForEveryPass() {
        Losses paper = firstStep(Fidelity.PAPER);
        Losses published = firstStep(Fidelity.PUBLISHED_CODE);
        // independent noise adds to V what has nothing to do with the attack
        assertTrue(
                published.get(Name.VULNERABILITY) > 1.5 * paper.get(Name.VULNERABILITY),
                published + " " + paper);
        assertNotEquals(paper.get(Name.CLEAN), published.get(Name.CLEAN));
        assertEquals(paper.get(Name.ADVERSARIAL), published.get(Name.ADVERSARIAL), 1e-6);
        // alpha = 1e-4 instead of 1e-4 / K
        assertTrue(published.get(Name.KL) < paper.get(Name.KL));
    }

    private Losses firstStep(Fidelity fidelity) {
        Recipe recipe = recipe(Method.ANP_VS, fidelity);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            return new TrainingStep(recipe, state, 5).run(images(BATCH), labels(BATCH));
        }
    }

    @Test
    void suppressionDoesNotTrainTheMask() {
        // Eq. 5 and 6: the vulnerability term belongs to the weights alone. A lambda of 1e-30 adds
        // nothing to any digit, but has the same two backward passes. ANP, with one, rounds a
        // gradient once more, which Adam's first step, g / (|g| + 1e-8), shows where g is near 0;
        // OneBackwardPassTest compares these gradients themselves.
        Recipe recipe = recipe(Method.ANP_VS, Fidelity.PAPER);
        assertEquals(1, recipe.vulnerabilityWeight());
        Recipe none = recipe.with(Map.of("vulnerabilityWeight", 1e-30));
        assertArrayEquals(
                afterOneStep(none, "mask.a_uc"), afterOneStep(recipe, "mask.a_uc"), 1e-7f);
        String weight = "conv2.weight";
        assertFalse(Arrays.equals(afterOneStep(none, weight), afterOneStep(recipe, weight)));
    }

    private float[] afterOneStep(Recipe recipe, String array) {
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            new TrainingStep(recipe, state, 5).run(images(BATCH), labels(BATCH));
            return state.arrays().get(array).toFloatArray();
        }
    }

    @Test
    void notANumberStopsBeforeAnythingIsUpdated() {
        Recipe recipe = recipe(Method.ANP_VS, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            TrainingStep step = new TrainingStep(recipe, state, 5);
            float[] before = state.weights().get("conv2.weight").toFloatArray();
            NDArray broken = images(BATCH);
            broken.set(new ai.djl.ndarray.index.NDIndex("0, 0, 0, 0"), Float.NaN);
            NonFiniteException thrown =
                    assertThrows(NonFiniteException.class, () -> step.run(broken, labels(BATCH)));
            // the engine's ReLU turns the value into 0, so that the loss alone would not tell
            assertEquals(
                    "gradient of conv1.weight is not finite at step 0; nothing was updated",
                    thrown.getMessage());
            assertEquals(0, state.step());
            assertArrayEquals(before, state.weights().get("conv2.weight").toFloatArray());
            // the gradient graph is not left open: the next step works
            assertTrue(Double.isFinite(step.run(images(BATCH), labels(BATCH)).total()));
        }
    }

    @Test
    void aLossThatIsNotFiniteIsNamed() {
        Recipe recipe = recipe(Method.AT, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            state.weights().get("dense4.bias").muli(Float.POSITIVE_INFINITY);
            NonFiniteException thrown =
                    assertThrows(
                            NonFiniteException.class,
                            () ->
                                    new TrainingStep(recipe, state, 5)
                                            .run(images(BATCH), labels(BATCH)));
            assertTrue(thrown.getMessage().startsWith("loss "), thrown.getMessage());
            assertEquals(0, state.step());
        }
    }

    @Test
    void aGradientThatIsNotFiniteIsNamed() {
        Recipe recipe = recipe(Method.STANDARD, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            // huge weights on both sides of a ReLU: the logits stay finite, their product does not
            state.weights().get("dense4.weight").muli(1e30f);
            state.weights().get("dense3.weight").muli(1e-30f);
            state.weights().get("dense3.bias").muli(0f);
            state.weights().get("conv2.weight").muli(1e20f);
            NonFiniteException thrown =
                    assertThrows(
                            NonFiniteException.class,
                            () ->
                                    new TrainingStep(recipe, state, 5)
                                            .run(images(BATCH), labels(BATCH)));
            assertTrue(thrown.getMessage().startsWith("gradient of "), thrown.getMessage());
        }
    }

    @Test
    void twoHundredStepsLeaveNoArraysBehind() {
        Recipe recipe = recipe(Method.ANP_VS, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            TrainingStep step = new TrainingStep(recipe, state, 5);
            int after10 = 0;
            for (int i = 0; i < 200; i++) {
                try (NDManager scope = manager.newSubManager()) {
                    NDArray images = images(2);
                    images.attach(scope);
                    NDArray labels = labels(2);
                    labels.attach(scope);
                    step.run(images, labels);
                }
                after10 = i == 9 ? manager.getManagedArrays().size() : after10;
            }
            assertEquals(after10, manager.getManagedArrays().size());
        }
    }

    @Test
    void aStateContinuesBitForBitFromItsArrays() {
        Recipe recipe = recipe(Method.ANP_VS, Fidelity.PAPER);
        try (TrainingState whole = TrainingState.initial(manager, recipe, 5);
                TrainingState resumed = TrainingState.initial(manager, recipe, 99)) {
            TrainingStep step = new TrainingStep(recipe, whole, 5);
            step.run(images(BATCH), labels(BATCH));
            Map<String, NDArray> stored = new LinkedHashMap<>();
            whole.arrays().forEach((name, array) -> stored.put(name, array.duplicate()));
            step.run(images(BATCH), labels(BATCH));
            resumed.load(stored, 1);
            new TrainingStep(recipe, resumed, 5).run(images(BATCH), labels(BATCH));
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
    void foreignArraysAreRefusedAndChangeNothing() {
        Recipe recipe = recipe(Method.ANP_VS, Fidelity.PAPER);
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            Map<String, NDArray> model = state.modelArrays(manager);
            assertEquals(16, model.size());
            assertEquals(new Shape(800), model.get("mask3.a_uc").getShape());
            float[] before = state.weights().get("conv1.weight").toFloatArray();
            Map<String, NDArray> wrong = new LinkedHashMap<>(model);
            wrong.put("conv1.weight", manager.zeros(new Shape(20, 1, 5, 5)));
            wrong.put("mask3.a_uc", manager.zeros(new Shape(799)));
            UserError thrown = assertThrows(UserError.class, () -> state.loadModel(wrong));
            assertTrue(thrown.getMessage().contains("mask3.a_uc"), thrown.getMessage());
            wrong.remove("mask3.a_uc");
            assertThrows(UserError.class, () -> state.loadModel(wrong));
            wrong.put("mask3.a_uc", manager.zeros(new Shape(800)));
            wrong.put("extra", manager.zeros(new Shape(1)));
            assertThrows(UserError.class, () -> state.loadModel(wrong));
            assertArrayEquals(before, state.weights().get("conv1.weight").toFloatArray());
        }
    }
}
