package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.data.Dataset;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.PlainMask;
import anpvs.model.PlainLeNet;
import anpvs.model.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.gamma.Digamma;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mask of a training step descends (Eq. 9), by differences of plain Java's losses. */
class MaskGradientTest extends EngineTest {
    private static final int N = 3;
    private static final long SEED = 3;
    private static final int UNITS = PlainLeNet.UNITS;
    private static final float[] CLASSES = {3, 0, 7};
    private static final List<Integer> LAYERS = List.of(20, 50, 800, 500);

    private final RandomStream random = RandomStream.of(1, Purpose.IMAGES, 0);

    /**
     * CE + share beta KL / N as a function of all a_uc and, behind them, all b_uc. Its noise is
     * that of the step's first draw each time; V has no part in it.
     */
    private record Objective(
            NDArray images, Weights weights, long step, double klFactor, boolean paper)
            implements Scalar {
        @Override
        public double at(double[] parameters) {
            double[] a = Arrays.copyOf(parameters, UNITS);
            double[] b = Arrays.copyOfRange(parameters, UNITS, 2 * UNITS);
            RandomStream noise = RandomStream.of(SEED, Purpose.MASK, step);
            double[] masks = PlainMask.draw(a, b, N, noise);
            double ce = PlainLeNet.crossEntropy(weights, images.toFloatArray(), masks, CLASSES);
            return ce + klFactor * kl(a, b);
        }

        private double kl(double[] aUc, double[] bUc) {
            double kl = 0;
            int at = 0;
            for (int units : LAYERS) {
                double alpha = paper ? 1e-4 / units : 1e-4;
                for (int end = at + units; at < end; at++) {
                    double a = PlainMask.softplus(aUc[at]);
                    double b = PlainMask.softplus(bUc[at]);
                    double bracket = -0.5772156649015329 - Digamma.value(b) - 1 / b;
                    kl += (1 - alpha / a) * bracket + Math.log(a * b / alpha) - (b - 1) / b;
                }
            }
            return kl;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BP, PAPER",
        "ANP, PAPER",
        "ANP, PUBLISHED_CODE",
        "ANP_VS, PAPER",
        "ANP_VS, PUBLISHED_CODE"
    })
    void isThatOfTheCrossEntropyAndTheDivergence(Method method, String fidelity) {
        boolean paper = fidelity.equals("PAPER");
        Recipe recipe =
                Recipes.of(
                        method,
                        Dataset.GLYPHS,
                        Profile.SMOKE,
                        paper ? Fidelity.PAPER : Fidelity.PUBLISHED_CODE);
        try (TrainingState state = TrainingState.initial(manager, recipe, SEED);
                NDManager scope = manager.newSubManager()) {
            long step = recipe.totalSteps() / 4;
            state.load(state.arrays(), step);
            Map<String, NDArray> parameters = state.mask().parameters();
            random.uniform(manager, -2, 2, new Shape(UNITS)).copyTo(parameters.get("a_uc"));
            random.uniform(manager, -0.5f, 1.5f, new Shape(UNITS)).copyTo(parameters.get("b_uc"));
            double[] x = joined(parameters.get("a_uc"), parameters.get("b_uc"));
            Shape shape = new Shape(N, 1, 28, 28);
            NDArray clean = random.uniform(scope, 0, 1, shape);
            boolean attacks = recipe.attack() != null;
            NDArray attacked = attacks ? random.uniform(scope, 0, 1, shape) : null;
            MaskSettings.Learning how = recipe.mask().learning();
            double steps = recipe.totalSteps();
            double share = (step - how.klDelay() * steps) / (how.klRamp() * steps);
            assertTrue(share > 0.1 && share < 0.9, "in the middle of the ramp");
            Objective objective =
                    new Objective(
                            attacks ? attacked : clean,
                            state.weights(),
                            step,
                            share * how.klWeight() / recipe.trainImages(),
                            paper);

            TrainingBatch batch = new TrainingBatch(scope, clean, attacked, scope.create(CLASSES));
            Map<String, NDArray> found =
                    new TrainingStep(recipe, state, SEED).differentiate(batch).byMask();
            double[] gradient = joined(found.get("a_uc"), found.get("b_uc"));
            int from = 0;
            for (int layer = 0; layer < 2 * LAYERS.size(); layer++) {
                int to = from + LAYERS.get(layer % LAYERS.size());
                // up or down with each unit of the layer
                double[] direction = new double[2 * UNITS];
                double size = 0;
                for (int i = from; i < to; i++) {
                    direction[i] = random.nextInt(2) == 0 ? -1 : 1;
                    size += gradient[i] * gradient[i];
                }
                double expected = directional(objective, x, direction, 1e-5);
                String of = (layer < LAYERS.size() ? "a" : "b") + " of units from " + from;
                assertTrue(Math.sqrt(size) > 1e-4, of);
                assertEquals(expected, dot(gradient, direction), 1e-4 * Math.sqrt(size), of);
                from = to;
            }
        }
    }

    private static double[] joined(NDArray a, NDArray b) {
        return doubles(a.concat(b));
    }
}
