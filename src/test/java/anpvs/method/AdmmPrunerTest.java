package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.engine.GradientTape;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Losses.Name;
import anpvs.model.PlainLeNet;
import anpvs.model.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdmmPrunerTest extends EngineTest {
    /** 128 steps, 64 of them with the penalty, in 2 periods of 32. */
    private AdmmPruner pruner(Map<String, NDArray> trained) {
        return new AdmmPruner(
                manager,
                new AdmmSettings(0.5, 0.5, 3, 2, 0.5),
                new StepSchedule(1e-3, List.of(0.7, 0.9), 128),
                trained);
    }

    @Test
    void projectionEqualsBruteForce() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(40);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = random.nextInt(9) - 4; // with many equal magnitudes
            }
            double ratio = random.nextDouble();
            // again and again the smallest that is left, the first of equals
            float[] expected = values.clone();
            boolean[] gone = new boolean[size];
            for (int pruned = 0; pruned < Math.round(ratio * size); pruned++) {
                int smallest = -1;
                for (int i = 0; i < size; i++) {
                    boolean less = smallest < 0 || Math.abs(values[i]) < Math.abs(values[smallest]);
                    smallest = !gone[i] && less ? i : smallest;
                }
                gone[smallest] = true;
                expected[smallest] = 0;
            }
            assertArrayEquals(expected, AdmmPruner.projection(values, ratio));
        }
    }

    @Test
    void updatesPenaltyAndPruningByHand() {
        NDArray w = manager.create(new float[] {4, -3, 2, 1}, new Shape(2, 2));
        NDArray bias = manager.create(new float[] {7, 7});
        Map<String, NDArray> trained = new LinkedHashMap<>();
        trained.put("dense.weight", w);
        trained.put("dense.bias", bias);
        AdmmPruner pruner = pruner(trained);
        Adam adam = new Adam(manager, trained);
        NDArray z = pruner.arrays().get("admm.z.dense.weight");
        NDArray u = pruner.arrays().get("admm.u.dense.weight");
        assertEquals(2, pruner.arrays().size());

        pruner.before(0, adam);
        assertArrayEquals(new float[] {4, -3, 0, 0}, z.toFloatArray());
        assertArrayEquals(new float[4], u.toFloatArray());
        // rho/2 (2^2 + 1^2) = 1.25 and gradient rho (W - Z + U)
        assertPenalty(pruner, w, 0, 1.25, new float[] {0, 0, 1, 0.5f});

        // the weights move, and at step 32 Z = Proj(W + U), U = W - Z, rho = 1.5
        manager.create(new float[] {1, -3, 2, 4}, new Shape(2, 2)).copyTo(w);
        pruner.before(31, adam); // no update
        assertArrayEquals(new float[] {4, -3, 0, 0}, z.toFloatArray());
        pruner.before(32, adam);
        assertArrayEquals(new float[] {0, -3, 0, 4}, z.toFloatArray());
        assertArrayEquals(new float[] {1, 0, 2, 0}, u.toFloatArray());
        // W - Z + U = (2, 0, 4, 0): 0.75 * 20 = 15
        assertPenalty(pruner, w, 32, 15, new float[] {3, 0, 6, 0});

        // the smallest weights go at step 64, with their moments; U no longer counts
        Map<String, NDArray> ones = Map.of("dense.weight", w.onesLike());
        adam.update(ones, 0, 0, 0);
        pruner.before(64, adam);
        assertArrayEquals(new float[] {0, -3, 0, 4}, w.toFloatArray());
        float[] means = adam.means().get("dense.weight").toFloatArray();
        assertArrayEquals(new float[] {0, 0.1f, 0, 0.1f}, means, 1e-6f);
        float[] masked = pruner.masked(ones, 64).get("dense.weight").toFloatArray();
        assertArrayEquals(new float[] {0, 1, 0, 1}, masked);
        assertSame(ones, pruner.masked(ones, 63));
        assertEquals(List.of(), pruner.penalties(null, 64));
        assertArrayEquals(new float[] {7, 7}, bias.toFloatArray());
    }

    private void assertPenalty(
            AdmmPruner pruner, NDArray w, long step, double value, float[] gradient) {
        Weights leaves = new Weights(Map.of("dense.weight", w)).leaves(manager);
        NDArray found;
        try (GradientTape tape = new GradientTape()) {
            NDArray total = pruner.penalties(leaves, step).get(0);
            assertEquals(value, total.toFloatArray()[0], 1e-6);
            List<NDArray> weights = List.copyOf(leaves.arrays().values());
            found = tape.gradients(manager, total, weights, false).get(0);
        }
        assertArrayEquals(gradient, found.toFloatArray(), 1e-6f);
    }

    /** At the third update: rho has grown twice, Z is projected anew and W - Z added to U. */
    @Test
    void theLossOfAStepHasThePenaltyOfEveryKernel() {
        Recipe recipe = Recipes.of(Method.ADMM, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER);
        AdmmSettings admm = recipe.admm();
        try (TrainingState state = TrainingState.initial(manager, recipe, 5)) {
            // half of the steps have the penalty
            long period = recipe.totalSteps() / 2 / admm.updates();
            state.load(state.arrays(), 2 * period);
            RandomStream random = RandomStream.of(2, Purpose.IMAGES, 0);
            Map<String, float[]> targets = new LinkedHashMap<>();
            Map<String, float[]> duals = new LinkedHashMap<>();
            double penalty = 0;
            for (String name : List.of("conv1", "conv2", "dense3", "dense4")) {
                NDArray kernel = state.weights().get(name + ".weight");
                NDArray dual = state.arrays().get("admm.u." + name + ".weight");
                random.uniform(manager, -0.05f, 0.05f, kernel.getShape()).copyTo(dual);
                float[] w = kernel.toFloatArray();
                float[] u = dual.toFloatArray();
                double[] sizes = new double[w.length];
                for (int i = 0; i < w.length; i++) {
                    sizes[i] = Math.abs(w[i] + u[i]);
                }
                Arrays.sort(sizes);
                double largestPruned = sizes[(int) Math.round(admm.ratio() * w.length) - 1];
                float[] z = new float[w.length];
                for (int i = 0; i < w.length; i++) {
                    z[i] = Math.abs(w[i] + u[i]) > largestPruned ? w[i] + u[i] : 0;
                    u[i] += w[i] - z[i];
                    double distance = (double) w[i] - z[i] + u[i];
                    penalty += admm.rho() * Math.pow(admm.growth(), 2) / 2 * distance * distance;
                }
                targets.put(name, z);
                duals.put(name, u);
            }
            float[] classes = {3, 0, 7};
            NDArray labels = manager.create(classes);
            NDArray images = random.uniform(manager, 0, 1, new Shape(3, 1, 28, 28));
            NDArray changed =
                    recipe.attack()
                            .pgd()
                            .perturb(
                                    state.classifier(manager),
                                    images,
                                    labels,
                                    RandomStream.of(5, Purpose.ATTACK, 2 * period));
            double[] ones = new double[3 * PlainLeNet.UNITS];
            Arrays.fill(ones, 1);
            Weights weights = state.weights();
            double clean = PlainLeNet.crossEntropy(weights, images.toFloatArray(), ones, classes);
            double attacked =
                    PlainLeNet.crossEntropy(weights, changed.toFloatArray(), ones, classes);
            assertTrue(penalty > 0.1, "penalty " + penalty);
            Losses losses = new TrainingStep(recipe, state, 5).run(images, labels);
            assertEquals(clean, losses.get(Name.CLEAN), 1e-4);
            assertEquals(attacked, losses.get(Name.ADVERSARIAL), 1e-4);
            assertEquals((clean + 2 * attacked) / 3 + penalty, losses.total(), 1e-4);
            for (String name : targets.keySet()) {
                NDArray z = state.arrays().get("admm.z." + name + ".weight");
                NDArray u = state.arrays().get("admm.u." + name + ".weight");
                assertArrayEquals(targets.get(name), z.toFloatArray(), 1e-7f, name);
                assertArrayEquals(duals.get(name), u.toFloatArray(), 1e-7f, name);
            }
        }
    }

    @Test
    void theRateRestartsWithEachPeriodAndWithTheRetraining() {
        NDArray w = manager.ones(new Shape(2, 2));
        AdmmPruner pruner = pruner(Map.of("dense.weight", w));
        assertEquals(1e-3, pruner.rate(0), 1e-12);
        assertEquals(1e-4, pruner.rate(11), 1e-12); // a third of 32 is 10.7
        assertEquals(1e-5, pruner.rate(31), 1e-12);
        assertEquals(1e-3, pruner.rate(32), 1e-12);
        assertEquals(1e-3, pruner.rate(64), 1e-12);
        assertEquals(1e-4, pruner.rate(64 + 50), 1e-12); // boundaries .7 and .9 of 64
        assertEquals(1e-5, pruner.rate(127), 1e-12);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThrows(UserError.class, () -> new AdmmSettings(1, 1e-3, 1.3, 10, 0.5));
        assertThrows(UserError.class, () -> new AdmmSettings(0.8, Double.NaN, 1.3, 10, 0.5));
        assertThrows(UserError.class, () -> new AdmmSettings(0.8, 1e-3, 1.3, 0, 0.5));
        assertThrows(UserError.class, () -> new AdmmSettings(0.8, 1e-3, 1.3, 10, 1));
    }
}
