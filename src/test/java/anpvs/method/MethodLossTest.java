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
    private static final int UNITS = 1370;
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
    private double crossEntropy(NDArray batch, TrainingState state, float[] masks) {
        return crossEntropy(batch, state.weights(), masks);
    }

    private double crossEntropy(NDArray batch, Weights weights, float[] masks) {
        float[] pixels = batch.toFloatArray();
        double sum = 0;
        for (int n = 0; n < N; n++) {
            float[] image = Arrays.copyOfRange(pixels, n * 784, (n + 1) * 784);
            float[] mask = Arrays.copyOfRange(masks, n * UNITS, (n + 1) * UNITS);
            float[] logits = PlainLeNet.logits(image, weights, mask);
            double partition = 0;
            for (float logit : logits) {
                partition += Math.exp(logit);
            }
            sum += Math.log(partition) - logits[(int) classes[n]];
        }
        return sum / N;
    }

    private static float[] betaBernoulliDraw(double a, double b) {
        RandomStream random = RandomStream.of(SEED, Purpose.MASK, 0);
        float[] u = random.uniform(0, 1, UNITS);
        float[] v = random.uniform(0, 1, N * UNITS);
        float[] mask = new float[N * UNITS];
        for (int i = 0; i < mask.length; i++) {
            double pi = Math.pow(1 - Math.pow(u[i % UNITS], 1 / b), 1 / a);
            double logit = Math.log(v[i] / (1 - (double) v[i])) + Math.log(pi / (1 - pi));
            mask[i] = (float) (1 / (1 + Math.exp(-logit / 0.1)));
        }
        return mask;
    }

    @Test
    void bp() {
        Recipe recipe = recipe(Method.BP);
        try (TrainingState state = TrainingState.initial(manager, recipe, SEED)) {
            double a = Math.log1p(Math.exp(recipe.mask().flat().initialA()));
            double b = Math.log1p(Math.exp(BetaBernoulliMask.INITIAL_B));
            double ce = crossEntropy(images, state, betaBernoulliDraw(a, b));
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
                float[] masks = new float[N * UNITS];
                for (int i = 0; i < masks.length; i++) {
                    double shape = Math.log1p(Math.exp(a[i % UNITS]));
                    double expected = shape / (1 + shape); // b = 1
                    boolean soft = frozen == Freeze.EXPECTATION;
                    masks[i] = expected <= 1e-3 ? 0 : soft ? (float) expected : 1;
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
        float[] ones = new float[N * UNITS];
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
            float[] masks = new float[N * UNITS];
            for (int i = 0; i < masks.length; i++) {
                int k = i % UNITS;
                masks[i] = (float) (mu[k] + Math.exp(0.5 * logvar[k]) * noise[i]);
            }
            double kl = 0;
            for (int k = 0; k < UNITS; k++) {
                kl += 0.5 * Math.log1p(mu[k] * mu[k] / Math.exp(logvar[k]));
            }
            double clean = crossEntropy(images, state, masks);
            double attacked = crossEntropy(attacked(recipe, state), state, masks);
            Losses losses = new TrainingStep(recipe, state, SEED).run(images, labels);
            assertEquals(clean, losses.get(Name.CLEAN), 1e-4);
            assertEquals(attacked, losses.get(Name.ADVERSARIAL), 1e-4);
            assertEquals(kl, losses.get(Name.KL), 1e-4 * kl);
            assertTrue(losses.get(Name.VULNERABILITY) > 0);
            assertEquals(
                    (clean + 2 * attacked) / 3
                            + recipe.vulnerabilityWeight() * losses.get(Name.VULNERABILITY),
                    losses.total(),
                    1e-4);
        }
    }
}
