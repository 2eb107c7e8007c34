package anpvs.method;

import ai.djl.ndarray.NDArray;
import anpvs.engine.GradientTape;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.Mask;
import anpvs.model.Weights;
import java.util.List;
import java.util.Map;

/**
 * What the mask parameters minimise in one step: CE(x~) + beta KL / N (Eq. 9: the adversarial loss
 * of Eq. 5, and the KL divergence of Eq. 8), or CE(x) + beta KL / N without an attack; a VIB mask's
 * KL is not divided by N. A frozen mask minimises nothing. Holds the step's mask draws.
 */
final class MaskObjective {
    private final Recipe recipe;
    private final TrainingState state;
    private final Batch batch;
    private final RandomStream random;

    /** Over handles that belong to this step, so that nothing outlives it. */
    private final Mask mask;

    private Map<String, NDArray> leaves = Map.of();
    private NDArray draw;
    private NDArray kl;

    MaskObjective(Recipe recipe, TrainingState state, Batch batch, long seed) {
        this.recipe = recipe;
        this.state = state;
        this.batch = batch;
        this.random = RandomStream.of(seed, Purpose.MASK, state.step());
        Weights fixed = new Weights(state.mask().parameters()).detached(batch.scope());
        this.mask = state.mask().withParameters(fixed.arrays());
    }

    /** {@return whether nothing is minimised} */
    boolean frozen() {
        return recipe.mask().frozen() != null;
    }

    /** {@return the step's first draw, (N, units), differentiable} */
    NDArray draw() {
        if (draw == null && frozen()) {
            NDArray row = state.evaluationMask(batch.scope()).reshape(1, -1);
            draw = row.broadcast(batch.size(), row.size());
        } else if (draw == null) {
            leaves = new Weights(state.mask().parameters()).leaves(batch.scope()).arrays();
            Mask differentiable = state.mask().withParameters(leaves);
            draw = differentiable.sample(batch.scope(), batch.size(), random);
        }
        return draw;
    }

    /**
     * @param tape of the step, which keeps its record
     * @param crossEntropy of the pass that had the first draw
     * @return gradients by the mask parameters; none for a frozen mask
     */
    Map<String, NDArray> gradients(GradientTape tape, NDArray crossEntropy) {
        if (frozen()) {
            return Map.of();
        }
        return batch.gradients(tape, crossEntropy.add(weightedKl()), List.of(leaves), true).get(0);
    }

    /** {@return the mask parameters of the step's first draw, by name} */
    Map<String, NDArray> leaves() {
        return leaves;
    }

    /** {@return beta KL / N, or gamma KL, a scalar, recorded by an open tape} */
    NDArray weightedKl() {
        kl = state.mask().withParameters(leaves).kl(batch.scope());
        return kl.mul(klFactor());
    }

    /** beta / N, or gamma, with the warm-up of short schedules. */
    private double klFactor() {
        Recipe.MaskSettings settings = recipe.mask();
        double late = state.step() - settings.klDelay() * recipe.totalSteps();
        double steps = settings.klRamp() * recipe.totalSteps();
        double ramp = steps == 0 ? (late < 0 ? 0 : 1) : late / steps;
        double full = settings.klWeight() / (settings.vib() ? 1 : recipe.trainedImages());
        return full * Math.min(1, Math.max(0, ramp));
    }

    /** {@return another draw of the same step, (N, units); a frozen mask has only one} */
    NDArray anotherDraw() {
        return frozen() ? draw() : mask.sample(batch.scope(), batch.size(), random);
    }

    /** {@return KL divergence, a scalar, before its weight; null for a frozen mask} */
    NDArray kl() {
        return kl;
    }
}
