package anpvs.method;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import anpvs.attack.Attack;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.CrossEntropy;
import anpvs.loss.VulnerabilitySuppression;
import anpvs.mask.Mask;
import anpvs.model.Activations;
import anpvs.model.Network;
import anpvs.model.TrainingPass;
import anpvs.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One optimisation step of any method (Algorithm 1, per mini-batch): attack the model in evaluation
 * mode, then update weights (Eq. 6) and mask (Eq. 5) at once.
 *
 * <p>The weights minimise (CE(x) + w CE(x~)) / (1 + w) + lambda V plus weight decay; the mask
 * parameters minimise CE(x~) + beta KL / N. The two adjoint signals differ, so each group has its
 * own backward pass; both see the same mask draw, which is a function of seed and step.
 */
public final class TrainingStep {
    private final Recipe recipe;
    private final TrainingState state;
    private final long seed;
    private final Attack attack;
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
        this.attack =
                recipe.attack() == null
                        ? null
                        : new Pgd(
                                ThreatModel.linf(recipe.attack().epsilon()),
                                (float) recipe.attack().stepSize(),
                                recipe.attack().steps(),
                                true);
        this.weightRate =
                new StepSchedule(recipe.weightRate(), recipe.boundaries(), recipe.totalSteps());
        this.maskRate =
                recipe.mask() == null
                        ? null
                        : new StepSchedule(
                                recipe.mask().rate(), recipe.boundaries(), recipe.totalSteps());
    }

    /**
     * @param images a batch (N, C, H, W) float32 in [0, 1]; stays with its owner
     * @param labels true classes (N) float32
     * @return the loss terms before the update
     * @throws NonFiniteException before any update, if a loss or gradient is not finite
     */
    public Losses run(NDArray images, NDArray labels) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray clean = images.stopGradient();
            clean.attach(scope);
            NDArray adversarial = attack == null ? null : attack(scope, clean, labels);
            Step step = new Step(scope, clean, adversarial, labels);
            Map<String, NDArray> maskGradients =
                    state.mask() == null ? Map.of() : step.maskGradients();
            Map<String, NDArray> weightGradients = step.weightGradients();
            Losses losses = step.losses();
            checkFinite(losses, weightGradients, maskGradients);
            state.update(
                    weightGradients,
                    weightRate.at(state.step()),
                    recipe.weightDecay(),
                    maskGradients,
                    maskRate == null ? 0 : maskRate.at(state.step()),
                    step.passes);
            return losses;
        }
    }

    private NDArray attack(NDManager scope, NDArray clean, NDArray labels) {
        NDArray adversarial =
                attack.perturb(
                        state.classifier(scope),
                        clean,
                        labels,
                        RandomStream.of(seed, Purpose.ATTACK, state.step()));
        adversarial.attach(scope);
        return adversarial;
    }

    /** beta / N with the warm-up of short schedules. */
    private double klFactor() {
        Recipe.MaskSettings mask = recipe.mask();
        double late = state.step() - mask.klDelay() * recipe.totalSteps();
        double steps = mask.klRamp() * recipe.totalSteps();
        double ramp = steps == 0 ? (late < 0 ? 0 : 1) : late / steps;
        return mask.klWeight() / recipe.trainImages() * Math.min(1, Math.max(0, ramp));
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

    /** The passes of one batch. */
    private final class Step {
        private final NDManager scope;
        private final NDArray clean;
        private final NDArray adversarial;
        private final NDArray labels;
        private final Network network = state.network();
        private final int batch;
        private final List<NDArray> lossTerms = new ArrayList<>();

        /** The passes that train the weights, whose statistics count. */
        private final List<TrainingPass> passes = new ArrayList<>();

        private final RandomStream random = RandomStream.of(seed, Purpose.MASK, state.step());

        /** Over handles that belong to this step, so that nothing outlives it; null for none. */
        private final Mask mask;

        private NDArray adversarialMask;
        private NDArray kl;

        Step(NDManager scope, NDArray clean, NDArray adversarial, NDArray labels) {
            this.scope = scope;
            this.clean = clean;
            this.adversarial = adversarial;
            this.labels = labels;
            this.batch = Math.toIntExact(labels.getShape().size());
            this.mask =
                    state.mask() == null
                            ? null
                            : state.mask()
                                    .withParameters(
                                            new Weights(state.mask().parameters())
                                                    .detached(scope)
                                                    .arrays());
        }

        Map<String, NDArray> weightGradients() {
            boolean shared = mask == null || recipe.fidelity().sharedNoise();
            NDArray cleanMask = shared ? adversarialMask : mask.sample(scope, batch, random);
            Weights leaves = state.weights().leaves(scope, state.trained());
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray total =
                        recipe.vulnerabilityWeight() == 0
                                ? crossEntropies(
                                        network.logits(clean, leaves, cleanMask, pass()),
                                        adversarial == null
                                                ? null
                                                : network.logits(
                                                        adversarial,
                                                        leaves,
                                                        adversarialMask,
                                                        pass()))
                                : suppressed(leaves, cleanMask, shared);
                lossTerms.add(total);
                collector.backward(total);
            }
            leaves.arrays().keySet().retainAll(state.trained());
            return gradients(leaves.arrays());
        }

        /** (CE(x) + w CE(x~)) / (1 + w), or CE(x) without an attack. */
        private NDArray crossEntropies(NDArray cleanLogits, NDArray adversarialLogits) {
            NDArray first = CrossEntropy.mean(cleanLogits, labels);
            lossTerms.add(first);
            if (adversarialLogits == null) {
                return first;
            }
            NDArray second = CrossEntropy.mean(adversarialLogits, labels);
            lossTerms.add(second);
            double w = recipe.adversarialWeight();
            return first.add(second.mul(w)).div(1 + w);
        }

        /** The cross-entropies plus lambda V. */
        private NDArray suppressed(Weights leaves, NDArray cleanMask, boolean shared) {
            Activations first = network.forward(clean, leaves, cleanMask, pass());
            Activations second = network.forward(adversarial, leaves, adversarialMask, pass());
            NDArray total = crossEntropies(first.logits(), second.logits());
            if (!shared) {
                NDArray draw = mask.sample(scope, batch, random);
                first = network.forward(clean, leaves, draw, pass());
                draw = mask.sample(scope, batch, random);
                second = network.forward(adversarial, leaves, draw, pass());
            }
            boolean whole = recipe.fidelity().firstLatentGradient();
            NDArray v = VulnerabilitySuppression.of(first, second, whole);
            lossTerms.add(v);
            return total.add(v.mul(recipe.vulnerabilityWeight()));
        }

        /** Comes first: its draw of the adversarial pass serves the weights too. */
        Map<String, NDArray> maskGradients() {
            Weights leaves = new Weights(state.mask().parameters()).leaves(scope);
            Mask differentiable = state.mask().withParameters(leaves.arrays());
            Weights fixed = state.weights().detached(scope);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray draw = differentiable.sample(scope, batch, random);
                NDArray images = adversarial == null ? clean : adversarial;
                NDArray logits = network.logits(images, fixed, draw, noise(0));
                kl = differentiable.kl(scope);
                collector.backward(CrossEntropy.mean(logits, labels).add(kl.mul(klFactor())));
                adversarialMask = draw.stopGradient();
            }
            return gradients(leaves.arrays());
        }

        /** A pass that trains the weights; passes share their noise, or each has its own. */
        private TrainingPass pass() {
            passes.add(noise(recipe.fidelity().sharedNoise() ? 0 : passes.size()));
            return passes.get(passes.size() - 1);
        }

        private TrainingPass noise(int number) {
            long index = 4 * state.step() + number;
            return new TrainingPass(RandomStream.of(seed, Purpose.DROPOUT, index));
        }

        private Map<String, NDArray> gradients(Map<String, NDArray> leaves) {
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            leaves.forEach(
                    (name, leaf) -> {
                        NDArray gradient = leaf.getGradient();
                        gradient.attach(scope);
                        gradients.put(name, gradient);
                    });
            return gradients;
        }

        Losses losses() {
            boolean attacked = adversarial != null;
            boolean suppressed = attacked && recipe.vulnerabilityWeight() != 0;
            return new Losses(
                    value(lossTerms.get(lossTerms.size() - 1)),
                    value(lossTerms.get(0)),
                    attacked ? value(lossTerms.get(1)) : 0,
                    suppressed ? value(lossTerms.get(2)) : 0,
                    kl == null ? 0 : value(kl));
        }

        private static double value(NDArray scalar) {
            return scalar.toFloatArray()[0];
        }
    }
}
