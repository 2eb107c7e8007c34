package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Attack;
import anpvs.attack.AttackLoss;
import anpvs.attack.AttackStart;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.engine.Bfloat16;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.model.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One optimisation step of any method (Algorithm 1, per mini-batch): attack the model in evaluation
 * mode (Eq. 4), then update weights (Eq. 6) and mask (Eq. 9, which is Eq. 5 with a prior) at once.
 *
 * <p>What the weights minimise is {@link WeightObjective}, what the mask parameters minimise {@link
 * MaskObjective}. Their forward passes are the same; the two adjoint signals differ, so each group
 * has its own backward pass. The mask's draw is a function of seed and step.
 */
public final class TrainingStep {
    private final Recipe recipe;
    private final TrainingState state;
    private final long seed;
    private final Attack attack;
    private final boolean bfloat16;
    private final StepSchedule weightRate;
    private final StepSchedule maskRate;

    /**
     * @param recipe the method
     * @param state what is trained; its step counts on
     * @param seed the run's seed
     */
    public TrainingStep(Recipe recipe, TrainingState state, long seed) {
        this.recipe = recipe;
        this.state = state;
        this.seed = seed;
        this.attack = recipe.attack() == null ? null : attack(recipe);
        this.bfloat16 = asksForBfloat16(recipe) && Bfloat16.missing() == null;
        this.weightRate = recipe.weightSchedule();
        this.maskRate = recipe.maskSchedule();
    }

    /**
     * @param images a batch (N, C, H, W) float32 in [0, 1]; stays with its owner
     * @param labels true classes (N) float32
     * @return the loss terms before the update
     * @throws NonFiniteException before any update, if a loss or gradient is not finite
     */
    public Losses run(NDArray images, NDArray labels) {
        try (NDManager scope = images.getManager().newSubManager()) {
            if (state.pruner() != null) {
                state.prune();
            }
            NDArray clean = images.stopGradient();
            clean.attach(scope);
            NDArray adversarial = attack == null ? null : attack(scope, clean, labels);
            Batch batch = new Batch(scope, clean, adversarial, labels);
            MaskObjective mask =
                    state.mask() == null ? null : new MaskObjective(recipe, state, batch, seed);
            WeightObjective weights = new WeightObjective(recipe, state, batch, mask, seed);
            Map<String, NDArray> weightGradients = weights.gradients();
            Map<String, NDArray> maskGradients = weights.maskGradients();
            if (state.pruner() != null) {
                weightGradients = state.pruner().masked(weightGradients, state.step());
            }
            Losses losses = weights.losses();
            checkFinite(losses, weightGradients, maskGradients);
            state.update(
                    weightGradients,
                    state.pruner() == null
                            ? weightRate.at(state.step())
                            : state.pruner().rate(state.step()),
                    weights.weightDecay(),
                    maskGradients,
                    maskRate == null ? 0 : maskRate.at(state.step()),
                    weights.passes());
            return losses;
        }
    }

    private static boolean asksForBfloat16(Recipe recipe) {
        return recipe.attack() != null && recipe.attack().precision() == Precision.BFLOAT16;
    }

    /**
     * {@return in words what the attack of the training computes with on this device: bfloat16, or
     * float32 and why; null where the recipe asks for float32}
     *
     * @param recipe the method
     */
    public static String attackPrecision(Recipe recipe) {
        if (!asksForBfloat16(recipe)) {
            return null;
        }
        String missing = Bfloat16.missing();
        return missing == null ? "bfloat16" : "float32: " + missing;
    }

    /** PGD on the cross-entropy from a random start; with TRADES on its divergence. */
    private static Attack attack(Recipe recipe) {
        boolean trades = recipe.tradesWeight() != null;
        return new Pgd(
                ThreatModel.linf(recipe.attack().epsilon()),
                (float) recipe.attack().stepSize(),
                recipe.attack().steps(),
                trades ? AttackStart.NEAR : AttackStart.UNIFORM,
                trades ? AttackLoss.DIVERGENCE : AttackLoss.CROSS_ENTROPY);
    }

    private NDArray attack(NDManager scope, NDArray clean, NDArray labels) {
        NDArray adversarial =
                attack.perturb(
                        bfloat16 ? state.bfloat16Classifier(scope) : state.classifier(scope),
                        clean,
                        labels,
                        RandomStream.of(seed, Purpose.ATTACK, state.step()));
        adversarial.attach(scope);
        return adversarial;
    }

    private void checkFinite(
            Losses losses, Map<String, NDArray> weights, Map<String, NDArray> mask) {
        double sum = losses.total() + losses.clean() + losses.adversarial() + losses.kl();
        if (!Double.isFinite(sum)) {
            throw new NonFiniteException("loss " + losses, state.step());
        }
        Map<String, NDArray> all = new LinkedHashMap<>(weights);
        mask.forEach((name, gradient) -> all.put("mask." + name, gradient));
        if (!Operators.allFinite(List.copyOf(all.values()))) {
            all.forEach(
                    (name, gradient) -> {
                        if (!Operators.allFinite(List.of(gradient))) {
                            throw new NonFiniteException("gradient of " + name, state.step());
                        }
                    });
        }
    }
}
