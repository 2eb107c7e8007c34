package anpvs.method;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.CrossEntropy;
import anpvs.mask.Mask;
import anpvs.model.TrainingPass;
import anpvs.model.Weights;
import java.util.Map;

/**
 * What the mask parameters minimise in one step: CE(x~) + beta KL / N (Eq. 5), or CE(x) + beta KL /
 * N without an attack; a VIB mask's KL is not divided by N. A frozen mask minimises nothing. Holds
 * the step's mask draws.
 */
final class MaskObjective {
    private final Recipe recipe;
    private final TrainingState state;
    private final Batch batch;
    private final long seed;
    private final RandomStream random;

    /** Over handles that belong to this step, so that nothing outlives it. */
    private final Mask mask;

    private NDArray draw;
    private NDArray kl;

    MaskObjective(Recipe recipe, TrainingState state, Batch batch, long seed) {
        this.recipe = recipe;
        this.state = state;
        this.batch = batch;
        this.seed = seed;
        this.random = RandomStream.of(seed, Purpose.MASK, state.step());
        Weights fixed = new Weights(state.mask().parameters()).detached(batch.scope());
        this.mask = state.mask().withParameters(fixed.arrays());
    }

    /** Comes first: its draw serves the weights too. Empty for a frozen mask. */
    Map<String, NDArray> gradients() {
        if (recipe.mask().frozen() != null) {
            NDArray row = state.evaluationMask(batch.scope()).reshape(1, -1);
            draw = row.broadcast(batch.size(), row.size());
            return Map.of();
        }
        Weights leaves = new Weights(state.mask().parameters()).leaves(batch.scope());
        Mask differentiable = state.mask().withParameters(leaves.arrays());
        Weights fixed = state.weights().detached(batch.scope());
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray sample = differentiable.sample(batch.scope(), batch.size(), random);
            NDArray images = batch.adversarial() == null ? batch.clean() : batch.adversarial();
            TrainingPass pass =
                    new TrainingPass(RandomStream.of(seed, Purpose.DROPOUT, 4 * state.step()));
            NDArray logits = state.network().logits(images, fixed, sample, pass);
            kl = differentiable.kl(batch.scope());
            NDArray total = CrossEntropy.mean(logits, batch.labels()).add(kl.mul(klFactor()));
            collector.backward(total);
            draw = sample.stopGradient();
        }
        return batch.gradients(leaves.arrays());
    }

    /** beta / N, or gamma, with the warm-up of short schedules. */
    private double klFactor() {
        Recipe.MaskSettings settings = recipe.mask();
        double late = state.step() - settings.klDelay() * recipe.totalSteps();
        double steps = settings.klRamp() * recipe.totalSteps();
        double ramp = steps == 0 ? (late < 0 ? 0 : 1) : late / steps;
        double full = settings.klWeight() / (settings.vib() ? 1 : recipe.trainImages());
        return full * Math.min(1, Math.max(0, ramp));
    }

    /** {@return the draw that the gradients were taken at, (N, units)} */
    NDArray draw() {
        return draw;
    }

    /** {@return another draw of the same step, (N, units); a frozen mask has only one} */
    NDArray anotherDraw() {
        return recipe.mask().frozen() != null
                ? draw
                : mask.sample(batch.scope(), batch.size(), random);
    }

    /** {@return KL divergence, a scalar, before its weight; null for a frozen mask} */
    NDArray kl() {
        return kl;
    }
}
