package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.attack.AttackLoss;
import anpvs.attack.AttackStart;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.Dataset;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Losses.Name;
import org.junit.jupiter.api.Test;

class TradesStepTest extends EngineTest {
    @Test
    void theLossIsCrossEntropyPlusTheDivergenceThatTheInnerAttackFound() {
        Recipe recipe = Recipes.of(Method.TRADES, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER);
        assertEquals(1, recipe.tradesWeight());
        NDArray images =
                RandomStream.of(1, Purpose.IMAGES, 0)
                        .uniform(manager, 0, 1, new Shape(8, 1, 28, 28));
        NDArray labels = manager.create(new float[] {0, 1, 2, 3, 4, 5, 6, 7});
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            NDArray adversarial =
                    new Pgd(
                                    ThreatModel.linf(recipe.attack().epsilon()),
                                    (float) recipe.attack().stepSize(),
                                    recipe.attack().steps(),
                                    AttackStart.NEAR,
                                    AttackLoss.DIVERGENCE)
                            .perturb(
                                    state.classifier(manager),
                                    images,
                                    labels,
                                    RandomStream.of(5, Purpose.ATTACK, 0));
            double[][] p = probabilities(state, images);
            double[][] q = probabilities(state, adversarial);
            double clean = 0;
            double attacked = 0;
            double divergence = 0;
            for (int n = 0; n < 8; n++) {
                clean -= Math.log(p[n][n]) / 8;
                attacked -= Math.log(q[n][n]) / 8;
                for (int c = 0; c < 10; c++) {
                    divergence += p[n][c] * Math.log(p[n][c] / q[n][c]) / 8;
                }
            }
            assertTrue(divergence > 1e-3, "divergence " + divergence);
            float[] before = state.weights().get("dense4.weight").toFloatArray();
            Losses losses = new TrainingStep(recipe, state, 5).run(images, labels);
            assertEquals(clean, losses.get(Name.CLEAN), 1e-4);
            assertEquals(attacked, losses.get(Name.ADVERSARIAL), 1e-4);
            assertEquals(clean + divergence, losses.total(), 1e-4);
            assertNotEquals(before[0], state.weights().get("dense4.weight").toFloatArray()[0]);
        }
    }

    private static double[][] probabilities(TrainingState state, NDArray images) {
        NDArray logits = state.network().logits(images, state.weights(), null, null);
        double[] flat = doubles(logits);
        double[][] p = new double[8][10];
        for (int n = 0; n < 8; n++) {
            double sum = 0;
            for (int c = 0; c < 10; c++) {
                p[n][c] = Math.exp(flat[10 * n + c]);
                sum += p[n][c];
            }
            for (int c = 0; c < 10; c++) {
                p[n][c] /= sum;
            }
        }
        return p;
    }
}
