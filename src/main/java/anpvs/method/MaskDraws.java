package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.Mask;
import anpvs.model.Weights;
import java.util.Map;

/**
 * The draws of the mask in one step (Eq. 7), a function of seed and step. Without a mask they are
 * null; a mask that is not trained has but one value.
 */
final class MaskDraws {
    private final TrainingState state;
    private final NDManager scope;
    private final int batch;
    private final RandomStream random;
    private Map<String, NDArray> leaves = Map.of();
    private NDArray first;

    /**
     * @param state whose mask it is
     * @param batch the step's images
     * @param seed the run's seed
     */
    MaskDraws(TrainingState state, TrainingBatch batch, long seed) {
        this.state = state;
        this.scope = batch.scope();
        this.batch = batch.size();
        this.random = RandomStream.of(seed, Purpose.MASK, state.step());
    }

    /** {@return the step's first draw, (N, units), differentiable by the leaves; null for none} */
    NDArray first() {
        if (first == null && state.mask() != null) {
            first = state.trainsMask() ? differentiable() : fixed();
        }
        return first;
    }

    private NDArray differentiable() {
        leaves = new Weights(state.mask().parameters()).leaves(scope).arrays();
        return overLeaves().sample(scope, batch, random);
    }

    private NDArray fixed() {
        NDArray row = state.evaluationMask(scope).reshape(1, -1);
        return row.broadcast(batch, row.size());
    }

    private Mask overLeaves() {
        return state.mask().withParameters(leaves);
    }

    /** {@return another draw, (N, units), differentiable by nothing; null for none} */
    NDArray another() {
        if (!state.trainsMask()) {
            return first();
        }
        // handles that belong to this step, so that nothing outlives it
        Weights fixed = new Weights(state.mask().parameters()).detached(scope);
        return state.mask().withParameters(fixed.arrays()).sample(scope, batch, random);
    }

    /**
     * {@return the parameters that the first draw is a function of; empty before it, or for none}
     */
    Map<String, NDArray> leaves() {
        return leaves;
    }

    /** {@return the KL divergence of a trained mask, a scalar, differentiable by the leaves} */
    NDArray kl() {
        return overLeaves().kl(scope);
    }
}
