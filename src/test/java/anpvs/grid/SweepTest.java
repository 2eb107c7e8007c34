package anpvs.grid;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static Recipe recipe(Dataset dataset, Profile profile) {
        return Recipes.of(Method.STANDARD, dataset, profile, Fidelity.PAPER);
    }

    private static List<Double> radii(Recipe recipe) {
        return Sweep.EPSILON.settings(recipe, null).stream()
                .map(s -> s.attack().epsilon())
                .toList();
    }

    private static List<Integer> lengths(Recipe recipe) {
        return Sweep.STEPS.settings(recipe, null).stream().map(s -> s.attack().steps()).toList();
    }

    @Test
    void onCifarTheSweepsAreThoseOfTable2() {
        Recipe recipe = recipe(Dataset.CIFAR10, Profile.PAPER);
        assertEquals(List.of(0.01, 0.03, 0.05, 0.07), radii(recipe));
        assertEquals(List.of(100, 200, 500, 1000), lengths(recipe));
        for (Sweep sweep : Sweep.values()) {
            for (EvaluationSettings settings : sweep.settings(recipe, null)) {
                assertEquals(0.007, settings.attack().stepSize());
                assertEquals(10_000, settings.images());
                assertEquals(1, settings.restarts());
                assertTrue(settings.whiteBoxOnly());
                assertTrue(settings.attack().epsilon() == 0.03 || settings.attack().steps() == 40);
            }
        }
    }

    @Test
    void onMnistTheRadiiReachFourThirdsOfTheEvaluations() {
        assertEquals(List.of(0.1, 0.2, 0.3, 0.4), radii(recipe(Dataset.MNIST, Profile.QUICK)));
    }

    @Test
    void shortProfilesTakeFewerImagesAndSteps() {
        Recipe quick = recipe(Dataset.MNIST, Profile.QUICK);
        for (Sweep sweep : Sweep.values()) {
            assertEquals(500, sweep.settings(quick, null).get(0).images(), "equal images");
        }
        assertEquals(30, Sweep.STEPS.settings(quick, 30).get(0).images());
        Recipe smoke = recipe(Dataset.GLYPHS, Profile.SMOKE);
        assertEquals(List.of(100, 200), lengths(smoke));
        assertEquals(25, Sweep.STEPS.settings(smoke, null).get(0).images());
    }

    @Test
    void anUnknownSweepIsTheUsersMistake() {
        assertEquals(Sweep.STEPS, Sweep.of("Steps"));
        assertMistake(() -> Sweep.of("radius"), "expected one of: epsilon, steps");
    }
}
