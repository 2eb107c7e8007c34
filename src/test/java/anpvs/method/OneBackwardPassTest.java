package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.EngineTest;
import anpvs.RecordComponents;
import anpvs.data.Dataset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where one backward pass serves both objectives, it gives what one for each gives. */
class OneBackwardPassTest extends EngineTest {
    private static final Map<String, Fidelity> PRESETS =
            Map.of("PAPER", Fidelity.PAPER, "PUBLISHED_CODE", Fidelity.PUBLISHED_CODE);

    /** A divergence so small that it changes no digit of the sum, but asks for two passes. */
    private static Recipe twoPasses(Recipe recipe) {
        return recipe.with(Map.of("tradesWeight", 1e-30));
    }

    private Map<String, float[]> gradients(Recipe recipe) {
        return StepGradients.of(manager, recipe);
    }

    private static void assertNear(Map<String, float[]> expected, Map<String, float[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach(
                (name, values) -> {
                    double error = relativeError(values, found.get(name));
                    assertTrue(error <= 1e-5, name + " errs by " + error);
                });
    }

    /** The last two draw a mask of its own for V, which so does not stand in the way. */
    @ParameterizedTest
    @CsvSource({
        "ANP, SHAPES, PAPER",
        "ANP, SHAPES, PUBLISHED_CODE",
        "ANP, GLYPHS, PAPER",
        "ANP, GLYPHS, PUBLISHED_CODE",
        "ANP_VS, SHAPES, PUBLISHED_CODE",
        "ANP_VS, GLYPHS, PUBLISHED_CODE"
    })
    void anAttackedMask(Method method, Dataset dataset, String fidelity) {
        Recipe recipe = Recipes.of(method, dataset, Profile.SMOKE, PRESETS.get(fidelity));
        Map<String, float[]> two = gradients(twoPasses(recipe));
        assertTrue(two.containsKey("mask.a_uc") && two.containsKey("conv1.weight"));
        assertNear(two, gradients(recipe));
    }

    /** V reaches the mask's draw here: what one pass would give is not what Eq. 5 asks for. */
    @Test
    void suppressionOnTheSameDrawKeepsTwoPasses() {
        Recipe recipe = Recipes.of(Method.ANP_VS, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER);
        float[] expected = gradients(twoPasses(recipe)).get("mask.a_uc");
        assertArrayEquals(expected, gradients(recipe).get("mask.a_uc"));
    }

    /** Without an attack there is no lambda: the mask's gradient is that of the sum itself. */
    @Test
    void aMaskWithoutAnAttackCountsItsDivergenceOnce() {
        Recipe bp = Recipes.of(Method.BP, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER);
        // linear in the KL term's weight: g(1) = g(0) + (g(3) - g(0)) / 3
        float[] zero = gradients(withKl(bp, 0)).get("mask.a_uc");
        float[] three = gradients(withKl(bp, 3 * bp.mask().learning().klWeight())).get("mask.a_uc");
        float[] one = gradients(bp).get("mask.a_uc");
        for (int i = 0; i < one.length; i++) {
            double expected = zero[i] + (three[i] - zero[i]) / 3.0;
            assertEquals(expected, one[i], 1e-6 + 1e-4 * Math.abs(three[i]));
        }
    }

    private static Recipe withKl(Recipe recipe, double weight) {
        MaskSettings.Flat mask =
                RecordComponents.with(recipe.mask().flat(), Map.of("klWeight", weight));
        return recipe.with(Map.of("mask", MaskSettings.of(mask)));
    }
}
