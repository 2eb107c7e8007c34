package anpvs.method;

import ai.djl.ndarray.NDArray;
import anpvs.engine.GradientTape;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.CrossEntropy;
import anpvs.loss.Trades;
import anpvs.loss.VulnerabilitySuppression;
import anpvs.model.Activations;
import anpvs.model.Network;
import anpvs.model.TrainingPass;
import anpvs.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the weights minimise in one step, without weight decay: (CE(x) + w CE(x~)) / (1 + w) +
 * lambda V (Eq. 6; without lambda V the outer minimum of Eq. 3), or CE(x) without an attack; with
 * TRADES also its divergence, with ADMM its penalty, with random weights their KL divergence.
 */
final class WeightObjective {
    private final Recipe recipe;
    private final TrainingState state;
    private final Batch batch;
    private final MaskObjective mask;
    private final long seed;
    private final Network network;
    private final NoiseObjective noise;
    private final List<NDArray> lossTerms = new ArrayList<>();
    private final List<TrainingPass> passes = new ArrayList<>();
    private Map<String, NDArray> maskGradients = Map.of();

    /**
     * @param mask of the same step; null without a mask
     */
    WeightObjective(
            Recipe recipe, TrainingState state, Batch batch, MaskObjective mask, long seed) {
        this.recipe = recipe;
        this.state = state;
        this.batch = batch;
        this.mask = mask;
        this.seed = seed;
        this.network = state.network();
        this.noise = state.noise() == null ? null : new NoiseObjective(recipe, state, batch, seed);
    }

    /**
     * Differentiates both objectives: the adversarial pass, and with it the mask's first draw,
     * serves both; without an attack the clean pass does.
     *
     * <p>Where all that the weights' loss has of this pass is a share of its cross-entropy, one
     * backward pass serves both too: that share of the mask's loss, then, has its gradient by the
     * mask parameters, for which the clean pass has a draw of no gradient.
     *
     * @return gradients by the weights
     */
    Map<String, NDArray> gradients() {
        boolean shared =
                mask == null || batch.adversarial() == null || recipe.fidelity().sharedNoise();
        Weights leaves = leaves();
        Weights others =
                noise != null && Boolean.TRUE.equals(recipe.weightNoise().freshDraws())
                        ? leaves()
                        : leaves;
        try (GradientTape tape = new GradientTape()) {
            NDArray draw = mask == null ? null : mask.draw();
            NDArray cleanMask = shared ? draw : mask.anotherDraw();
            double share = crossEntropyShare();
            if (share > 0 && batch.adversarial() != null && shared) {
                cleanMask = draw.stopGradient();
            }
            NDArray total =
                    recipe.vulnerabilityWeight() == 0
                            ? crossEntropies(
                                    network.logits(batch.clean(), leaves, cleanMask, pass()),
                                    batch.adversarial() == null
                                            ? null
                                            : network.logits(
                                                    batch.adversarial(), others, draw, pass()))
                            : suppressed(leaves, others, cleanMask, draw, shared);
            if (mask != null && share == 0) {
                maskGradients =
                        mask.gradients(tape, lossTerms.get(batch.adversarial() == null ? 0 : 1));
            }
            if (state.pruner() != null) {
                total = state.pruner().withPenalty(total, leaves, state.step());
            }
            lossTerms.add(total);
            List<Map<String, NDArray>> sets = new ArrayList<>();
            if (noise == null) {
                leaves.arrays().keySet().retainAll(state.trained());
                sets.add(leaves.arrays());
            } else {
                sets.addAll(noise.drawn());
            }
            if (share > 0) {
                total = total.add(mask.weightedKl().mul(share));
                sets.add(mask.leaves());
            }
            List<Map<String, NDArray>> found = batch.gradients(tape, total, sets, false);
            if (share > 0) {
                maskGradients = found.remove(sets.size() - 1);
                maskGradients.replaceAll((name, gradient) -> gradient.div(share));
            }
            return noise == null ? found.get(0) : noise.gradients(found);
        }
    }

    /**
     * The factor of the cross-entropy of the pass that has the mask's first draw in the weights'
     * loss; 0 where that pass has other terms too, or nothing is to be had of it.
     */
    private double crossEntropyShare() {
        if (mask == null
                || mask.frozen()
                || recipe.vulnerabilityWeight() != 0
                || recipe.tradesWeight() != null) {
            return 0;
        }
        double w = recipe.adversarialWeight();
        return batch.adversarial() == null ? 1 : w / (1 + w);
    }

    /** {@return gradients by the mask parameters, after those by the weights; may be empty} */
    Map<String, NDArray> maskGradients() {
        return maskGradients;
    }

    private Weights leaves() {
        return noise == null
                ? state.weights().leaves(batch.scope(), state.trained())
                : noise.leaves();
    }

    /** {@return factor of each weight in its gradient: weight decay, or the KL term's part} */
    double weightDecay() {
        return recipe.weightDecay() + (noise == null ? 0 : noise.meanDecay());
    }

    /** (CE(x) + w CE(x~)) / (1 + w) + beta_T KL(p(x) || p(x~)), or CE(x) without an attack. */
    private NDArray crossEntropies(NDArray cleanLogits, NDArray adversarialLogits) {
        NDArray first = CrossEntropy.mean(cleanLogits, batch.labels());
        lossTerms.add(first);
        if (adversarialLogits == null) {
            return first;
        }
        NDArray second = CrossEntropy.mean(adversarialLogits, batch.labels());
        lossTerms.add(second);
        double w = recipe.adversarialWeight();
        NDArray mixed = first.add(second.mul(w)).div(1 + w);
        return recipe.tradesWeight() == null
                ? mixed
                : mixed.add(
                        Trades.divergence(cleanLogits, adversarialLogits)
                                .mul(recipe.tradesWeight()));
    }

    /** The cross-entropies plus lambda V. */
    private NDArray suppressed(
            Weights leaves, Weights others, NDArray cleanMask, NDArray draw, boolean shared) {
        Activations first = network.forward(batch.clean(), leaves, cleanMask, pass());
        Activations second = network.forward(batch.adversarial(), others, draw, pass());
        NDArray total = crossEntropies(first.logits(), second.logits());
        if (!shared) {
            NDArray other = mask.anotherDraw();
            first = network.forward(batch.clean(), leaves, other, pass());
            other = mask.anotherDraw();
            second = network.forward(batch.adversarial(), others, other, pass());
        }
        boolean whole = recipe.fidelity().firstLatentGradient();
        NDArray v = VulnerabilitySuppression.of(first, second, whole);
        lossTerms.add(v);
        return total.add(v.mul(recipe.vulnerabilityWeight()));
    }

    /** A pass that trains the weights; passes share their noise, or each has its own. */
    private TrainingPass pass() {
        int number = recipe.fidelity().sharedNoise() ? 0 : passes.size();
        long index = 4 * state.step() + number;
        passes.add(new TrainingPass(RandomStream.of(seed, Purpose.DROPOUT, index)));
        return passes.get(passes.size() - 1);
    }

    /** {@return the passes that train the weights, whose batch statistics count} */
    List<TrainingPass> passes() {
        return passes;
    }

    Losses losses() {
        boolean attacked = batch.adversarial() != null;
        boolean suppressed = attacked && recipe.vulnerabilityWeight() != 0;
        double kl = noise != null ? noise.kl() : hasMaskKl() ? value(mask.kl()) : 0;
        double penalty = noise == null ? 0 : noise.factor() * kl;
        return new Losses(
                value(lossTerms.get(lossTerms.size() - 1)) + penalty,
                value(lossTerms.get(0)),
                attacked ? value(lossTerms.get(1)) : 0,
                suppressed ? value(lossTerms.get(2)) : 0,
                kl);
    }

    private boolean hasMaskKl() {
        return mask != null && mask.kl() != null;
    }

    private static double value(NDArray scalar) {
        return scalar.toFloatArray()[0];
    }
}
