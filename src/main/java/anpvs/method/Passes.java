package anpvs.method;

import ai.djl.ndarray.NDArray;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.CrossEntropy;
import anpvs.model.Activations;
import anpvs.model.Network;
import anpvs.model.Precision;
import anpvs.model.TrainingPass;
import anpvs.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The forward passes of one step in training mode, each made when a term first asks for it; an open
 * tape records them. By the paper all share one draw of mask and dropout. In the published code
 * each has its own, and with a mask there are two more passes for V.
 */
final class Passes {
    private final TrainingBatch batch;
    private final TrainingState state;
    private final Network network;
    private final long seed;
    private final boolean sharedNoise;

    /** Whether V is of the passes of the cross-entropies. */
    private final boolean shared;

    private final boolean withLatents;
    private final Precision precision;
    private final StepWeights weights;
    private final MaskDraws mask;
    private final List<TrainingPass> made = new ArrayList<>();
    private Activations clean;
    private Activations adversarial;

    /**
     * @param recipe the method
     * @param state what is trained
     * @param batch the step's images
     * @param seed the run's seed
     * @param precision what this device computes them in
     */
    Passes(
            Recipe recipe,
            TrainingState state,
            TrainingBatch batch,
            long seed,
            Precision precision) {
        this.batch = batch;
        this.state = state;
        this.network = state.network();
        this.seed = seed;
        this.sharedNoise = recipe.fidelity().sharedNoise();
        this.shared = sharedNoise || state.mask() == null;
        this.precision = precision;
        this.withLatents = shared && recipe.vulnerabilityWeight() != 0;
        boolean eachPass =
                recipe.weightNoise() != null
                        && Boolean.TRUE.equals(recipe.weightNoise().freshDraws());
        this.weights = new StepWeights(state, batch.scope(), seed, eachPass);
        this.mask = new MaskDraws(state, batch, seed);
    }

    /** {@return the step's images} */
    TrainingBatch batch() {
        return batch;
    }

    /** {@return steps done before this one} */
    long step() {
        return state.step();
    }

    /** {@return the weights that the passes are differentiable by} */
    StepWeights weights() {
        return weights;
    }

    /** {@return the mask that the passes are differentiable by} */
    MaskDraws mask() {
        return mask;
    }

    /**
     * {@return whether the latents that {@link #cleanLatents} and {@link #adversarialLatents} give
     * come from the passes of the cross-entropies, and so from the mask's first draw}
     */
    boolean latentsShared() {
        return shared;
    }

    /**
     * {@return logits of the clean images} The mask's first draw belongs to the adversarial images
     * where there are any: then the clean pass is differentiable by the weights alone (Eq. 5).
     */
    NDArray clean() {
        if (clean == null) {
            NDArray draw = mask.first();
            if (draw != null && batch.attacked()) {
                draw = shared ? draw.stopGradient() : mask.another();
            }
            clean = forward(batch.clean(), weights.clean(), draw, withLatents);
        }
        return clean.logits();
    }

    /** {@return logits of the adversarial images} */
    NDArray adversarial() {
        if (adversarial == null) {
            clean(); // draws come in this order
            adversarial =
                    forward(batch.adversarial(), weights.adversarial(), mask.first(), withLatents);
        }
        return adversarial.logits();
    }

    /** {@return activations of the clean images; of a pass of their own where none is shared} */
    Activations cleanLatents() {
        clean();
        return shared ? clean : forward(batch.clean(), weights.clean(), mask.another(), true);
    }

    /** {@return activations of the adversarial images, likewise} */
    Activations adversarialLatents() {
        adversarial();
        return shared
                ? adversarial
                : forward(batch.adversarial(), weights.adversarial(), mask.another(), true);
    }

    /**
     * @param logits of one of the passes
     * @return their mean cross-entropy, a scalar
     */
    NDArray crossEntropy(NDArray logits) {
        return CrossEntropy.mean(logits, batch.labels());
    }

    private Activations forward(NDArray images, Weights by, NDArray draw, boolean latents) {
        long index = 4 * state.step() + (sharedNoise ? 0 : made.size());
        TrainingPass pass =
                new TrainingPass(RandomStream.of(seed, Purpose.DROPOUT, index), precision);
        made.add(pass);
        return latents
                ? network.forward(images, by, draw, pass)
                : new Activations(network.logits(images, by, draw, pass), List.of());
    }

    /** {@return statistics of the batch by the name of the running ones, of each pass made} */
    List<Map<String, NDArray>> statistics() {
        return made.stream().map(TrainingPass::statistics).toList();
    }
}
