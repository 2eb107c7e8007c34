package anpvs.store;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.mask.Mask;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.metric.MeasuredCost;
import anpvs.metric.Structure;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.CompactNetwork;
import anpvs.model.Network;
import anpvs.model.TrainingPass;
import anpvs.model.Vgg16;
import anpvs.model.Weights;
import java.util.Map;

/** The model of a finished run, ready to use. */
public final class TrainedModel implements AutoCloseable {
    private final NDManager manager;
    private final TrainingState state;
    private final Classifier classifier;
    private final Classifier hardMasked;
    private final Recipe recipe;

    private TrainedModel(NDManager manager, TrainingState state, Recipe recipe) {
        this.manager = manager;
        this.state = state;
        this.recipe = recipe;
        this.classifier = state.classifier(manager);
        this.hardMasked = state.hardMaskedClassifier(manager);
    }

    /**
     * @param run a finished run
     * @return its model; close it after use
     * @throws anpvs.UserError if the run is not finished, or its final checkpoint is damaged
     */
    public static TrainedModel open(Run run) {
        ExperimentSpec spec = run.spec();
        Map<String, HostArray> model = run.model();
        NDManager manager = ComputeDevice.newManager();
        try {
            TrainingState state = TrainingState.initial(manager, spec.recipe(), spec.seed());
            try (NDManager scratch = manager.newSubManager()) {
                state.loadModel(Npz.toEngine(model, scratch));
            }
            return new TrainedModel(manager, state, spec.recipe());
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** {@return the model in evaluation mode; valid until this is closed} */
    public Classifier classifier() {
        return classifier;
    }

    /** {@return the model with its mask rounded to 0 and 1; null where the method has none} */
    public Classifier hardMasked() {
        return hardMasked;
    }

    /** {@return whether the weights are random: {@link #classifier} has their means} */
    public boolean isRandom() {
        return state.noise() != null;
    }

    /** {@return whether {@link #draw} has something to draw: random weights, or a mask that is} */
    public boolean canDraw() {
        return isRandom() || (mask() != null && !recipe.mask().frozen());
    }

    /**
     * @param owner owner of what the classifier keeps
     * @param random the draw
     * @return the model with weights drawn from their distribution, or with one draw of its mask
     *     for all examples
     * @throws IllegalStateException if neither is random
     */
    public Classifier draw(NDManager owner, RandomStream random) {
        checkRandom();
        Weights weights = drawnWeights(owner, random);
        return network().classifier(owner, weights, drawnMask(owner, random));
    }

    private void checkRandom() {
        if (!canDraw()) {
            throw new IllegalStateException("neither weights nor mask are random");
        }
    }

    private Weights drawnWeights(NDManager owner, RandomStream random) {
        return isRandom() ? state.noise().draw(owner, random).weights() : state.weights();
    }

    /** One for all examples; of random weights none, whose mask is not drawn. */
    private NDArray drawnMask(NDManager owner, RandomStream random) {
        return isRandom() ? null : mask().sample(owner, 1, random).reshape(-1);
    }

    /**
     * @param owner owner of what the classifier keeps
     * @return the model with its mask's expectation, also of units that are pruned; null where the
     *     mask is no probability, or there is none
     */
    public Classifier unthresholded(NDManager owner) {
        if (hardMasked == null) {
            return null;
        }
        NDArray all = owner.create(mask().expectedValues()).toType(DataType.FLOAT32, false);
        return network().classifier(owner, state.weights(), all);
    }

    /** {@return whether training knows a mask, weights or statistics of each pass} */
    public boolean differsInTraining() {
        return canDraw() || network().parameters().stream().anyMatch(p -> !p.trained());
    }

    /**
     * The model as training sees it, for the gradients of attacks: each pass with a mask (if it is
     * not frozen), weights and dropout of its own, and with the statistics of its batch. The latter
     * only while a tape records: without one the engine does not normalise by the batch.
     *
     * @param random the noise, drawn from at each pass
     * @return the model; null where it has nothing of all this
     */
    public Classifier trainingMode(RandomStream random) {
        return trainingMode(network(), random);
    }

    private Classifier trainingMode(Network network, RandomStream random) {
        if (!differsInTraining()) {
            return null;
        }
        return new Classifier() {
            @Override
            public Activations forward(NDArray images) {
                return network.forward(
                        images, weights(images), draw(images), new TrainingPass(random));
            }

            @Override
            public NDArray logits(NDArray images) {
                return network.logits(
                        images, weights(images), draw(images), new TrainingPass(random));
            }

            private Weights weights(NDArray images) {
                NDManager owner = images.getManager();
                return drawnWeights(owner, random).detached(owner);
            }

            private NDArray draw(NDArray images) {
                if (mask() == null) {
                    return null;
                }
                NDManager owner = images.getManager();
                int n = (int) images.getShape().get(0);
                if (!recipe.mask().frozen()) {
                    return mask().sample(owner, n, random).stopGradient();
                }
                NDArray row = state.evaluationMask(owner).reshape(1, -1);
                return row.broadcast(n, row.size());
            }
        };
    }

    /** {@return whether the network standardises each image first} */
    public boolean standardises() {
        return network() instanceof Vgg16;
    }

    /**
     * @return {@link #classifier} behind its first step, on images that are standardised already;
     *     valid until this is closed
     * @throws IllegalStateException if the network standardises nothing
     */
    public Classifier ofStandardised() {
        return behind().classifier(manager, state.weights(), state.evaluationMask(manager));
    }

    /** {@link #trainingMode} behind the first step of the network. */
    public Classifier trainingModeOfStandardised(RandomStream random) {
        return trainingMode(behind(), random);
    }

    private Network behind() {
        if (network() instanceof Vgg16 vgg) {
            return vgg.ofStandardised();
        }
        throw new IllegalStateException("the network takes images as they are");
    }

    /**
     * @param owner owner of its arrays
     * @return the network without its pruned units
     * @throws IllegalStateException if the method has no mask
     */
    public CompactNetwork compact(NDManager owner) {
        if (mask() == null) {
            throw new IllegalStateException("no mask, nothing is pruned");
        }
        try (NDManager scratch = owner.newSubManager()) {
            return CompactNetwork.of(
                    owner, network(), state.weights(), state.evaluationMask(scratch));
        }
    }

    /**
     * @param owner owner of its arrays
     * @return the whole network with its mask and batch normalisation multiplied in, as {@link
     *     #classifier} computes it
     */
    public CompactNetwork whole(NDManager owner) {
        try (NDManager scratch = owner.newSubManager()) {
            return CompactNetwork.whole(
                    owner, network(), state.weights(), state.evaluationMask(scratch));
        }
    }

    /**
     * @param owner owner of its arrays
     * @param random the draw
     * @return what {@link #draw} gives, as layers
     * @throws IllegalStateException if neither weights nor mask are random
     */
    public CompactNetwork drawn(NDManager owner, RandomStream random) {
        checkRandom();
        try (NDManager scratch = owner.newSubManager()) {
            Weights weights = drawnWeights(scratch, random);
            return CompactNetwork.whole(owner, network(), weights, drawnMask(scratch, random));
        }
    }

    /**
     * @param images a batch (N, C, H, W) float32 in [0, 1]
     * @return speed and size of the network without its pruned units; null where the method has no
     *     mask
     */
    public MeasuredCost measuredCost(NDArray images) {
        if (mask() == null) {
            return null;
        }
        try (NDManager scratch = images.getManager().newSubManager()) {
            return MeasuredCost.of(network(), classifier, compact(scratch), images);
        }
    }

    /** {@return the architecture} */
    public Network network() {
        return state.network();
    }

    /** {@return the mask; null where the method has none} */
    public Mask mask() {
        return state.mask();
    }

    /** {@return what pruning left; the whole network without a mask} */
    public Structure structure() {
        return mask() == null ? Structure.full(network().maskLayout()) : Structure.of(mask());
    }

    /**
     * {@return the share of single weights of convolutions and dense layers that are 0, in percent;
     * null where the method prunes none}
     */
    public Double weightSparsity() {
        return recipe.admm() != null ? state.weightSparsityPercent() : null;
    }

    /** {@return weights and mask parameters by their published names} */
    public Map<String, HostArray> arrays() {
        try (NDManager scratch = manager.newSubManager()) {
            return Npz.ofEngine(state.modelArrays(scratch));
        }
    }

    @Override
    public void close() {
        state.close();
        manager.close();
    }
}
