package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.engine.Bfloat16;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.Mask;
import anpvs.model.Classifier;
import anpvs.model.GaussianWeights;
import anpvs.model.Network;
import anpvs.model.ParameterSpec;
import anpvs.model.Precision;
import anpvs.model.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that training changes: weights, mask parameters, Adam moments and the number of steps
 * done. Random numbers are functions of seed and step, so this is all that a checkpoint needs.
 */
public final class TrainingState implements AutoCloseable {
    private final NDManager manager;
    private final Recipe recipe;
    private final Network network;
    private final Weights weights;
    private final Set<String> trained;
    private final Mask mask;
    private final GaussianWeights noise;
    private final Optimisers optimisers;
    private final ModelArrays model;
    private long step;

    private TrainingState(
            NDManager manager,
            Recipe recipe,
            Network network,
            Weights weights,
            Mask mask,
            GaussianWeights noise) {
        this.manager = manager;
        this.recipe = recipe;
        this.network = network;
        this.weights = weights;
        this.trained =
                network.parameters().stream()
                        .filter(ParameterSpec::trained)
                        .map(ParameterSpec::name)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        this.mask = mask;
        Map<String, NDArray> optimised = new LinkedHashMap<>(weights.arrays());
        optimised.keySet().retainAll(trained);
        this.noise = noise;
        this.optimisers =
                new Optimisers(manager, recipe, optimised, trainsMask() ? mask : null, noise);
        this.model = new ModelArrays(manager, weights, mask, noise);
    }

    /**
     * @param parent the arrays go to a sub-manager of it
     * @param recipe what is trained
     * @param seed the run's seed
     * @return random weights, an unused mask, zero moments, step 0
     */
    public static TrainingState initial(NDManager parent, Recipe recipe, long seed) {
        NDManager manager = parent.newSubManager();
        Network network = Networks.of(recipe);
        Mask mask = Masks.initial(manager, recipe, network.maskLayout(), seed);
        if (recipe.weightNoise() == null) {
            Weights weights = Weights.initial(manager, network, seed);
            return new TrainingState(manager, recipe, network, weights, mask, null);
        }
        Weights means = GaussianWeights.initialMeans(manager, network.parameters(), seed);
        NDArray rho =
                GaussianWeights.initialRho(
                        manager,
                        network.parameters(),
                        recipe.weightNoise().initialRho(),
                        recipe.fidelity().wideNormNoise(),
                        RandomStream.of(seed, Purpose.INITIALISATION, 2));
        GaussianWeights noise = new GaussianWeights(network.parameters(), means, rho);
        return new TrainingState(manager, recipe, network, means, mask, noise);
    }

    /** {@return the architecture} */
    public Network network() {
        return network;
    }

    /** {@return the distribution of random weights, live; null for weights that are numbers} */
    public GaussianWeights noise() {
        return noise;
    }

    /** {@return the weights, live; of random ones the means} */
    public Weights weights() {
        return weights;
    }

    /** {@return names of the weights that gradients change, in the network's order} */
    Set<String> trained() {
        return Collections.unmodifiableSet(trained);
    }

    /** {@return the mask, or null where the method has none} */
    public Mask mask() {
        return mask;
    }

    /** {@return whether there is a mask that gradients change} */
    boolean trainsMask() {
        return recipe.mask().trained();
    }

    /** {@return what prunes single weights, or null where the method does not} */
    AdmmPruner pruner() {
        return optimisers.pruner();
    }

    /** Comes before each step. */
    void begin() {
        optimisers.before(step);
    }

    /**
     * {@return the share of weights of convolutions and dense layers that are 0, in percent} This
     * is not the share of pruned units.
     */
    public double weightSparsityPercent() {
        long zeros = 0;
        long all = 0;
        for (NDArray kernel : weights.kernels()) {
            for (float value : kernel.toFloatArray()) {
                zeros += value == 0 ? 1 : 0;
                all++;
            }
        }
        return 100.0 * zeros / all;
    }

    /** {@return optimisation steps done} */
    public long step() {
        return step;
    }

    /**
     * The model as it stands now, in evaluation mode: expected mask with threshold.
     *
     * @param owner owner of what the classifier keeps; close it after use
     * @return the classifier; the next training step makes it stale
     */
    public Classifier classifier(NDManager owner) {
        return network.classifier(owner, weights, evaluationMask(owner));
    }

    /**
     * The same model for attacks of the training that compute in bfloat16.
     *
     * @param owner owner of what the classifier keeps; close it after use
     * @return the classifier; the next training step makes it stale
     */
    Classifier bfloat16Classifier(NDManager owner) {
        return network.bfloat16Classifier(owner, weights, evaluationMask(owner));
    }

    /**
     * {@return the mask of evaluation and of attacks, (units) float32: the expectation with
     * threshold, or rounded where the recipe freezes it so; null where the method has none}
     *
     * @param owner owner of the result
     */
    public NDArray evaluationMask(NDManager owner) {
        if (mask == null) {
            return null;
        }
        return recipe.mask().rounded() ? mask.rounded(owner) : mask.expectation(owner);
    }

    /**
     * The model with its mask rounded: every kept unit counts fully, as the paper's text has it.
     *
     * @param owner owner of what the classifier keeps; close it after use
     * @return the classifier; null where the method has no mask, or one that is no probability
     */
    public Classifier hardMaskedClassifier(NDManager owner) {
        return mask == null || recipe.mask().vib()
                ? null
                : network.classifier(owner, weights, mask.rounded(owner));
    }

    /**
     * Applies one step of the optimisers and counts it; running statistics follow those of the
     * passes, one after the other. The last step also rounds the weights, if the recipe says so.
     */
    void update(StepResult found) {
        double momentum = recipe.vggOrPublished().momentum();
        for (Map<String, NDArray> pass : found.statistics()) {
            pass.forEach(
                    (name, value) ->
                            weights.get(name).muli(momentum).addi(value.mul(1 - momentum)));
        }
        optimisers.update(found, step);
        step++;
        if (step == recipe.totalSteps() && recipe.weightPrecision() == Precision.BFLOAT16) {
            weights.kernels().forEach(Bfloat16::round);
        }
    }

    /**
     * {@return the model by its published names, see {@link ModelArrays#named}}
     *
     * @param owner owner of what is copied
     */
    public Map<String, NDArray> modelArrays(NDManager owner) {
        return model.named(owner);
    }

    /**
     * {@return copies of the weights and biases of the last layer, by name}
     *
     * @param owner owner of the copies
     */
    public Map<String, NDArray> head(NDManager owner) {
        List<ParameterSpec> all = network.parameters();
        Map<String, NDArray> head = new LinkedHashMap<>();
        for (ParameterSpec spec : all.subList(all.size() - 2, all.size())) {
            NDArray copy = weights.get(spec.name()).duplicate();
            copy.attach(owner);
            head.put(spec.name(), copy);
        }
        return head;
    }

    /** {@return everything that a checkpoint holds besides the step, live, in a fixed order} */
    public Map<String, NDArray> arrays() {
        Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
        arrays.putAll(optimisers.weightMoments());
        if (mask != null) {
            mask.parameters().forEach((name, array) -> arrays.put("mask." + name, array));
        }
        arrays.putAll(optimisers.maskMoments());
        if (noise != null) {
            arrays.put(ModelArrays.RHO, noise.rho());
        }
        arrays.putAll(optimisers.noiseMoments());
        return arrays;
    }

    /**
     * Continues from a checkpoint.
     *
     * @param stored arrays named as in {@link #arrays()}
     * @param storedStep steps done
     * @throws UserError if a name, shape or type differs; nothing is changed then
     */
    public void load(Map<String, NDArray> stored, long storedStep) {
        ModelArrays.copy(stored, arrays());
        step = storedStep;
    }

    /**
     * Starts from a model; moments and step stay as they are.
     *
     * @param stored arrays by name, see {@link ModelArrays#load}
     * @throws UserError if a name, shape or type differs; nothing is changed then
     */
    public void loadModel(Map<String, NDArray> stored) {
        model.load(stored);
    }

    /**
     * Starts from another run's model, of which running statistics are taken over only where the
     * recipe says so.
     *
     * @param stored as in {@link #loadModel}
     * @throws UserError if a name, shape or type differs; nothing is changed then
     */
    public void startFrom(Map<String, NDArray> stored) {
        Map<String, NDArray> source = new LinkedHashMap<>(stored);
        if (!recipe.fidelity().carriesStatistics()) {
            weights.arrays()
                    .forEach(
                            (name, initial) ->
                                    source.computeIfPresent(
                                            name, (n, s) -> trained.contains(n) ? s : initial));
        }
        loadModel(source);
    }

    @Override
    public void close() {
        manager.close();
    }
}
