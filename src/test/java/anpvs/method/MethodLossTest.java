package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.Dataset;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.BetaBernoulliMask;
import anpvs.mask.PlainMask;
import anpvs.method.Losses.Name;
import anpvs.method.MaskSettings.Freeze;
import anpvs.model.ParameterSpec;
import anpvs.model.PlainLeNet;
import anpvs.model.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.numbers.gamma.Digamma;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loss of each method on three images against loops over plain arrays. */
class MethodLossTest extends EngineTest {
    private static final int N = 3;
    private static final int UNITS = PlainLeNet.UNITS;
    private static final long SEED = 5;

    private final float[] classes = {3, 0, 7};
    private NDArray images;
    private NDArray labels;

    @BeforeEach
    void batch() {
        RandomStream random = RandomStream.of(1, Purpose.IMAGES, 0);
        images = random.uniform(manager, 0, 1, new Shape(N, 1, 28, 28));
        labels = manager.create(classes);
    }

    private Recipe recipe(Method method) {
        return Recipes.of(method, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER);
    }

    private NDArray attacked(Recipe recipe, TrainingState state) {
        return new Pgd(
                        ThreatModel.linf(recipe.attack().epsilon()),
                        (float) recipe.attack().stepSize(),
                        recipe.attack().steps(),
                        true)
                .perturb(
                        state.classifier(manager),
                        images,
                        labels,
                        RandomStream.of(SEED, Purpose.ATTACK, 0));
    }

    /** Mean cross-entropy of the images, each with its mask. */
    private double crossEntropy(NDArray batch, TrainingState state, double[] masks) {
        return crossEntropy(batch, state.weights(), masks);
    }

    private double crossEntropy(NDArray batch, Weights weights, double[] masks) {
        return PlainLeNet.crossEntropy(weights, batch.toFloatArray(), masks, classes);
    }

    private static RandomStream maskNoise() {
        return RandomStream.of(SEED, Purpose.MASK, 0);
    }

    /** The next draw of an untrained mask. */
    private static double[] initialDraw(Recipe recipe, RandomStream random) {
        double[] a = new double[UNITS];
        double[] b = new double[UNITS];
        Arrays.fill(a, recipe.mask().flat().initialA());
        Arrays.fill(b, BetaBernoulliMask.INITIAL_B);
        return PlainMask.draw(a, b, N, random);
    }

    @Test
    void bp() {
        Recipe recipe = recipe(Method.BP);
        try (TrainingState state = TrainingState.initial(manager, recipe, SEED)) {
            double ce = crossEntropy(images, state, initialDraw(recipe, maskNoise()));
            double a = PlainMask.softplus(recipe.mask().flat().initialA());
            double b = PlainMask.softplus(BetaBernoulliMask.INITIAL_B);
            double kl = 0;
            for (int units : new int[] {20, 50, 800, 500}) {
                double alpha = 1e-4 / units;
                double bracket = -0.5772156649 - Digamma.value(b) - 1 / b;
                kl += units * ((1 - alpha / a) * bracket + Math.log(a * b / alpha) - (b - 1) / b);
            }
            Losses losses = new TrainingStep(recipe, state, SEED).run(images, labels);
            assertEquals(ce, losses.get(Name.CLEAN), 1e-4);
            assertEquals(ce, losses.total(), 1e-4);
            assertEquals(0, losses.get(Name.ADVERSARIAL));
            assertEquals(kl, losses.get(Name.KL), 1e-4 * kl);
        }
    }

    /**
     * One draw for x~, which trains the mask, one for x, and one for each of the two passes of V.
     */
    @Test
    void anpVsOfThePublishedCodeDrawsFourMasks() {
        Recipe recipe =
                Recipes.of(Method.ANP_VS, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PUBLISHED_CODE);
        try (TrainingState state = TrainingState.initial(manager, recipe, SEED)) {
            NDArray changed = attacked(recipe, state);
            RandomStream random = maskNoise();
            double attacked = crossEntropy(changed, state, initialDraw(recipe, random));
            double clean = crossEntropy(images, state, initialDraw(recipe, random));
            double v =
                    PlainLeNet.vulnerability(
                            state.weights(),
                            images.toFloatArray(),
                            initialDraw(recipe, random),
                            changed.toFloatArray(),
                            initialDraw(recipe, random));
            Losses losses = new TrainingStep(recipe, state, SEED).run(images, labels);
            assertEquals(clean, losses.get(Name.CLEAN), 1e-4);
            assertEquals(attacked, losses.get(Name.ADVERSARIAL), 1e-4);
            assertEquals(v, losses.get(Name.VULNERABILITY), 1e-5);
            assertEquals(
                    (clean + 2 * attacked) / 3 + recipe.vulnerabilityWeight() * v,
                    losses.total(),
                    1e-4);
        }
    }

    @Test
    void patMultipliesByTheFrozenExpectationOrTheRoundedMask() {
        for (Freeze frozen : Freeze.values()) {
            Recipe pat = recipe(Method.PAT);
            MaskSettings of = ((MaskSettings.Frozen) pat.mask()).of();
            Recipe recipe = pat.with(Map.of("mask", new MaskSettings.Frozen(of, frozen)));
            try (TrainingState state = TrainingState.initial(manager, recipe, SEED)) {
                float[] a = new float[UNITS];
                for (int k = 0; k < UNITS; k++) {
                    a[k] = k % 3 == 0 ? -9 : k % 3;
                }
                manager.create(a).copyTo(state.mask().parameters().get("a_uc"));
                double[] masks = new double[N * UNITS];
                for (int i = 0; i < masks.length; i++) {
                    double shape = Math.log1p(Math.exp(a[i % UNITS]));
                    double expected = shape / (1 + shape); // b = 1
                    boolean soft = frozen == Freeze.EXPECTATION;
                    masks[i] = expected <= 1e-3 ? 0 : soft ? expected : 1;
                }
                double clean = crossEntropy(images, state, masks);
                double attacked = crossEntropy(attacked(recipe, state), state, masks);
                Losses losses = new TrainingStep(recipe, state, SEED).run(images, labels);
                assertEquals(clean, losses.get(Name.CLEAN), 1e-4);
                assertEquals(attacked, losses.get(Name.ADVERSARIAL), 1e-4);
                assertEquals((clean + 2 * attacked) / 3, losses.total(), 1e-4);
                assertEquals(0, losses.get(Name.KL));
                assertTrue(attacked > clean);
            }
        }
    }

    /** Draws mu + softplus(rho) e in plain Java. */
    private Weights drawn(TrainingState state, double rho, RandomStream random) {
        float[] noise = random.normal(1, 431_080);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        int at = 0;
        for (ParameterSpec spec : state.network().parameters()) {
            float[] values = state.weights().get(spec.name()).toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (Math.log1p(Math.exp(rho)) * noise[at++]);
            }
            arrays.put(spec.name(), manager.create(values, spec.shape()));
        }
        return new Weights(arrays);
    }

    @Test
    void atBnnDrawsWeightsForBothPassesOrForEach() {
        double[] ones = new double[N * UNITS];
        Arrays.fill(ones, 1);
        for (String fresh : new String[] {"null", "true"}) {
            Recipe plain = recipe(Method.AT_BNN);
            Recipe.WeightNoise noise =
                    new Recipe.WeightNoise(1, -2, 0.01, fresh.equals("true") ? true : null);
            Recipe recipe = plain.with(Map.of("weightNoise", noise));
            try (TrainingState state = TrainingState.initial(manager, recipe, SEED)) {
                RandomStream random = RandomStream.of(SEED, Purpose.MASK, 0);
                Weights first = drawn(state, -2, random);
                Weights second = fresh.equals("true") ? drawn(state, -2, random) : first;
                double clean = crossEntropy(images, first, ones);
                double attacked = crossEntropy(attacked(recipe, state), second, ones);
                double sigma = Math.log1p(Math.exp(-2));
                double kl = 431_080 * (-Math.log(sigma) + sigma * sigma / 2 - 0.5);
                for (NDArray mean : state.weights().arrays().values()) {
                    for (float mu : mean.toFloatArray()) {
                        kl += mu * mu / 2;
                    }
                }
                Losses losses = new TrainingStep(recipe, state, SEED).run(images, labels);
                assertEquals(clean, losses.get(Name.CLEAN), 1e-4);
                assertEquals(attacked, losses.get(Name.ADVERSARIAL), 1e-4);
                assertEquals(kl, losses.get(Name.KL), 1e-4 * kl);
                assertEquals(
                        (clean + 2 * attacked) / 3
                                + losses.get(Name.KL) / (100 * recipe.trainImages()),
                        losses.total(),
                        1e-4);
            }
        }
    }

    @Test
    void anpVsWithVibMasks() {
        Recipe recipe = recipe(Method.ANP_VS_VIB);
        try (TrainingState state = TrainingState.initial(manager, recipe, SEED)) {
            float[] mu = state.mask().parameters().get("mu").toFloatArray();
            float[] logvar = state.mask().parameters().get("logvar").toFloatArray();
            float[] noise = RandomStream.of(SEED, Purpose.MASK, 0).normal(1, N * UNITS);
            double[] masks = new double[N * UNITS];
            for (int i = 0; i < masks.length; i++) {
                int k = i % UNITS;
                masks[i] = mu[k] + Math.exp(0.5 * logvar[k]) * noise[i];
            }
            double kl = 0;
            for (int k = 0; k < UNITS; k++) {
                kl += 0.5 * Math.log1p(mu[k] * mu[k] / Math.exp(logvar[k]));
            }
            double clean = crossEntropy(images, state, masks);
            NDArray changed = attacked(recipe, state);
            double attacked = crossEntropy(changed, state, masks);
            double v =
                    PlainLeNet.vulnerability(
                            state.weights(),
                            images.toFloatArray(),
                            masks,
                            changed.toFloatArray(),
                            masks);
            Losses losses = new TrainingStep(recipe, state, SEED).run(images, labels);
            assertEquals(clean, losses.get(Name.CLEAN), 1e-4);
            assertEquals(attacked, losses.get(Name.ADVERSARIAL), 1e-4);
            assertEquals(kl, losses.get(Name.KL), 1e-4 * kl);
            assertEquals(v, losses.get(Name.VULNERABILITY), 1e-5);
            assertEquals(
                    (clean + 2 * attacked) / 3 + recipe.vulnerabilityWeight() * v,
                    losses.total(),
                    1e-4);
        }
    }
}
