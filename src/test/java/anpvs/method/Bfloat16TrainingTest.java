package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.engine.Bfloat16;
import anpvs.model.Precision;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The passes that train in bfloat16 against those in float32. */
class Bfloat16TrainingTest extends EngineTest {
    private static Recipe recipe(Method method, double dropout) {
        Recipe smoke = Recipes.of(method, Dataset.SHAPES, Profile.SMOKE, Fidelity.PAPER);
        return smoke.with(Map.of("vgg", new Recipe.VggSettings(0.125, dropout, 0.99)));
    }

    @ParameterizedTest
    @CsvSource({"STANDARD, 0", "AT, 1", "TRADES, 0", "AT_VS, 0", "ANP, 1", "ANP_VS, 0"})
    void lossesGradientsAndStatisticsAreNearlyThoseOfFloat32(Method method, double dropout) {
        Recipe exact = recipe(method, dropout);
        Map<String, float[]> expected = StepGradients.of(manager, exact);
        Map<String, float[]> found =
                StepGradients.of(manager, exact.with(Map.of("precision", Precision.BFLOAT16)));
        assertEquals(expected.keySet(), found.keySet());
        if (Bfloat16.missing() != null) {
            expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
            return;
        }
        assertNotEquals(expected.get("loss")[0], found.get("loss")[0], "was it bfloat16?");
        assertEquals(expected.get("loss")[0], found.get("loss")[0], 0.01 * expected.get("loss")[0]);
        assertArrayEquals(expected.get("kl"), found.get("kl"));
        assertTrue(expected.keySet().stream().anyMatch(n -> n.startsWith("statistic 0 bn13.")));
        expected.forEach(
                (name, values) -> {
                    double error = relativeError(values, found.get(name));
                    if (name.startsWith("statistic") || name.equals("dense15.weight")) {
                        assertTrue(error < 0.2, name + " errs by " + error);
                    }
                });
        // each ReLU whose sign is another one counts fully in a gradient: the deeper, the more
        double cosine = cosine(expected, found);
        assertTrue(cosine > 0.75, "cosine " + cosine);
    }

    /** Of all gradients by weights, one after the other. */
    private static double cosine(Map<String, float[]> a, Map<String, float[]> b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (String name : a.keySet()) {
            if (!name.startsWith("statistic") && name.endsWith(".weight")) {
                for (int i = 0; i < a.get(name).length; i++) {
                    product += a.get(name)[i] * b.get(name)[i];
                    left += Math.pow(a.get(name)[i], 2);
                    right += Math.pow(b.get(name)[i], 2);
                }
            }
        }
        return product / Math.sqrt(left * right);
    }

    @Test
    void twoRunsAreBitForBitTheSame() {
        Recipe recipe = recipe(Method.ANP_VS, 0).with(Map.of("precision", Precision.BFLOAT16));
        Map<String, float[]> first = StepGradients.of(manager, recipe);
        StepGradients.of(manager, recipe)
                .forEach((name, values) -> assertTrue(Arrays.equals(first.get(name), values)));
    }

    @Test
    void float32IsAbsentAndLeNetHasNoOther() {
        Recipe plain = recipe(Method.AT, 0);
        assertEquals(plain, plain.with(Map.of("precision", Precision.FLOAT32)));
        assertEquals("bfloat16", words(plain.with(Map.of("precision", Precision.BFLOAT16))));
        assertEquals(null, TrainingStep.passPrecision(plain));
        Recipe grey = Recipes.of(Method.AT, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER);
        UserError e =
                assertThrows(
                        UserError.class, () -> grey.with(Map.of("precision", Precision.BFLOAT16)));
        assertTrue(e.getMessage().startsWith("precision is BFLOAT16"), e::getMessage);
    }

    /** As they stand where the processor has bfloat16. */
    private static String words(Recipe recipe) {
        String words = TrainingStep.passPrecision(recipe);
        return words.equals("float32: " + Bfloat16.missing()) ? "bfloat16" : words;
    }
}
