package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.EngineTest;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where one backward pass serves both objectives, it gives what one for each gives. */
class OneBackwardPassTest extends EngineTest {
    private static final LabelledImages SHAPES =
            new DataFolder(Path.of("none")).load(Dataset.SHAPES).train();
    private static final LabelledImages GLYPHS =
            new DataFolder(Path.of("none")).load(Dataset.GLYPHS).train();

    /** So small a lambda that it changes no digit of the sum, but asks for two passes. */
    private static final double NOTHING = 1e-30;

    private static Recipe with(Recipe r, double lambda, double klFactor) {
        Recipe.MaskSettings m = r.mask();
        return new Recipe(
                r.method(),
                r.dataset(),
                r.profile(),
                r.fidelity(),
                r.start(),
                r.trainImages(),
                r.epochs(),
                r.batchSize(),
                r.attack(),
                r.evaluation(),
                r.adversarialWeight(),
                lambda,
                r.weightDecay(),
                r.weightRate(),
                r.boundaries(),
                new Recipe.MaskSettings(
                        m.initialA(),
                        klFactor * m.klWeight(),
                        m.klDelay(),
                        m.klRamp(),
                        m.rate(),
                        m.denseInitialA(),
                        m.kind(),
                        m.frozen()),
                r.vgg(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Gradients by weights and mask of one step in the middle of the KL term's ramp. */
    private Map<String, float[]> gradients(Recipe recipe) {
        LabelledImages images = recipe.dataset() == Dataset.SHAPES ? SHAPES : GLYPHS;
        int[] some = IntStream.range(0, 8).toArray();
        Map<String, float[]> found = new HashMap<>();
        try (TrainingState state = TrainingState.initial(manager, recipe, 3);
                NDManager scope = manager.newSubManager()) {
            state.load(state.arrays(), recipe.totalSteps() / 4);
            NDArray x = images.images(scope, some);
            float[] noise =
                    RandomStream.of(1, Purpose.IMAGES, 0)
                            .uniform(-.1f, .1f, (int) x.getShape().size());
            NDArray attacked = x.add(scope.create(noise, x.getShape())).clip(0, 1);
            boolean clean = recipe.attack() == null;
            Batch batch = new Batch(scope, x, clean ? null : attacked, images.labels(scope, some));
            MaskObjective mask = new MaskObjective(recipe, state, batch, 3);
            WeightObjective weights = new WeightObjective(recipe, state, batch, mask, 3);
            weights.gradients().forEach((name, g) -> found.put(name, g.toFloatArray()));
            weights.maskGradients().forEach((n, g) -> found.put("mask." + n, g.toFloatArray()));
            found.put("loss", new float[] {(float) weights.losses().total()});
            found.put("kl", new float[] {(float) weights.losses().kl()});
        }
        return found;
    }

    private static void assertNear(Map<String, float[]> expected, Map<String, float[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach(
                (name, values) -> {
                    double error = 0;
                    double size = 0;
                    for (int i = 0; i < values.length; i++) {
                        error += Math.pow(values[i] - found.get(name)[i], 2);
                        size += Math.pow(values[i], 2);
                    }
                    assertTrue(
                            Math.sqrt(error) <= 1e-5 * Math.sqrt(size),
                            name + " errs by " + Math.sqrt(error / size));
                });
    }

    @ParameterizedTest
    @CsvSource({
        "SHAPES, PAPER",
        "SHAPES, PUBLISHED_CODE",
        "GLYPHS, PAPER",
        "GLYPHS, PUBLISHED_CODE"
    })
    void anAttackedMask(Dataset dataset, String fidelity) {
        Fidelity preset = fidelity.equals("PAPER") ? Fidelity.PAPER : Fidelity.PUBLISHED_CODE;
        Recipe anp = Recipes.of(Method.ANP, dataset, Profile.SMOKE, preset);
        assertEquals(0, anp.vulnerabilityWeight());
        Map<String, float[]> two = gradients(with(anp, NOTHING, 1));
        assertTrue(two.containsKey("mask.a_uc") && two.containsKey("conv1.weight"));
        assertNear(two, gradients(anp));
    }

    /** Without an attack there is no lambda: the mask's gradient is that of the sum itself. */
    @Test
    void aMaskWithoutAnAttackCountsItsDivergenceOnce() {
        Recipe bp = Recipes.of(Method.BP, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER);
        // linear in the KL term's weight: g(1) = g(0) + (g(3) - g(0)) / 3
        float[] zero = gradients(with(bp, 0, 0)).get("mask.a_uc");
        float[] three = gradients(with(bp, 0, 3)).get("mask.a_uc");
        float[] one = gradients(bp).get("mask.a_uc");
        for (int i = 0; i < one.length; i++) {
            double expected = zero[i] + (three[i] - zero[i]) / 3.0;
            assertEquals(expected, one[i], 1e-6 + 1e-4 * Math.abs(three[i]));
        }
    }
}
