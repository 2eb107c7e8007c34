package anpvs.method;

import anpvs.RecordComponents;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.model.Precision;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every hyper-parameter of one training run: a method is this record and nothing else.
 *
 * @param method the row of the paper's tables
 * @param dataset the images
 * @param profile the profile whose schedule this is
 * @param fidelity paper's text or published code
 * @param start the method whose trained weights (of the same data set, profile and seed) the run
 *     starts from; null for random weights
 * @param trainImages how many training images are used, from the first; the last of them may be
 *     held out, see {@code validationImages}
 * @param epochs passes over the training images; the incomplete last batch of each is dropped
 * @param batchSize images a step
 * @param attack attack of the training; null trains on clean images only
 * @param evaluation attack of the evaluation
 * @param adversarialWeight w in (CE(x) + w CE(x~)) / (1 + w)
 * @param vulnerabilityWeight lambda, weight of the vulnerability suppression loss; 0 leaves it out
 * @param weightDecay factor of sum(theta^2)/2
 * @param weightRate learning rate of the weights before the first boundary
 * @param boundaries fractions of all steps after which both rates are divided by ten
 * @param mask the pruning mask's settings
 * @param vgg what a short schedule changes in VGG-16; null for nothing
 * @param startChanges what the start run's recipe differs in from that of its method: values in
 *     JSON by name, such as {@code mask.klWeight -> 60}; null for nothing
 * @param name what the user calls a method of their own that {@code method} is the nearest row of;
 *     null for the paper's
 * @param startDataset the images that the start run was trained on; null for the same
 * @param tradesWeight beta_T, weight of the divergence of TRADES, which the attack then raises in
 *     place of the cross-entropy; null leaves it out
 * @param admm how single weights are pruned; null prunes none
 * @param weightNoise settings of random weights; null for weights that are numbers
 * @param rates points of a piecewise-linear factor of both rates, in place of {@code boundaries}:
 *     pairs of a fraction of all steps and a factor, such as (0, .1), (.3, 1), (1, 0); null for
 *     none
 * @param validationImages how many of the {@code trainImages}, the last ones, are never trained on
 *     but measured after each epoch; null for none
 * @param precision what the maps of VGG-16 and the kernels that make them are rounded to in the
 *     passes that train; null for float32, which losses, statistics and updates always have
 * @param weightPrecision what the kernels of the finished network are rounded to, so that its file
 *     takes half of the room; null for float32
 */
public record Recipe(
        Method method,
        Dataset dataset,
        Profile profile,
        Fidelity fidelity,
        Method start,
        int trainImages,
        int epochs,
        int batchSize,
        PgdSettings attack,
        PgdSettings evaluation,
        double adversarialWeight,
        double vulnerabilityWeight,
        double weightDecay,
        double weightRate,
        List<Double> boundaries,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) MaskSettings mask,
        VggSettings vgg,
        Map<String, String> startChanges,
        String name,
        Dataset startDataset,
        Double tradesWeight,
        AdmmSettings admm,
        WeightNoise weightNoise,
        List<List<Double>> rates,
        Integer validationImages,
        Precision precision,
        Precision weightPrecision) {
    /** Copies the collections and checks what no other part checks. */
    public Recipe {
        StepSchedule.check(weightRate, boundaries, rates);
        mask = mask == null ? new MaskSettings.None() : mask;
        boundaries = List.copyOf(boundaries);
        rates = rates == null ? null : rates.stream().map(List::copyOf).toList();
        if (attack != null) {
            attack.check("attack");
        }
        if (evaluation != null) {
            evaluation.check("evaluation");
        }
        if (evaluation == null || evaluation.precision() != null) {
            String field = evaluation == null ? "evaluation" : "evaluation.precision";
            Object value = evaluation == null ? null : evaluation.precision();
            throw new UserError(
                    field + " is " + value + "; expected an attack, in float32 in every run");
        }
        boolean small = dataset != null && dataset.channels() == 1;
        if (attack != null && attack.precision() != null && (small || tradesWeight != null)) {
            throw new UserError(
                    "attack.precision is "
                            + attack.precision()
                            + "; expected float32, since "
                            + (small
                                    ? "LeNet has nothing to gain by another"
                                    : "near its start the divergence that TRADES raises is smaller"
                                            + " than bfloat16 can tell"));
        }
        precision = precision == Precision.FLOAT32 ? null : precision;
        weightPrecision = weightPrecision == Precision.FLOAT32 ? null : weightPrecision;
        if (precision != null && small) {
            throw new UserError(
                    "precision is "
                            + precision
                            + "; expected float32, since LeNet has nothing to gain by another");
        }
        atLeast(1, "batchSize", batchSize);
        atLeast(0, "epochs", epochs);
        atLeast(1, "trainImages", trainImages);
        atLeastZero("weightDecay", weightDecay);
        atLeastZero("adversarialWeight", adversarialWeight);
        atLeastZero("vulnerabilityWeight", vulnerabilityWeight);
        atLeastZero("tradesWeight", tradesWeight == null ? 0 : tradesWeight);
        if (weightNoise != null) {
            atLeastZero("weightNoise.klWeight", weightNoise.klWeight());
        }
        mask.check();
        if (validationImages != null && validationImages == 0) {
            validationImages = null; // equal recipes have equal ids
        }
        if (validationImages != null) {
            atLeast(0, "validationImages", validationImages);
            if (validationImages >= trainImages) {
                throw new UserError(
                        "validationImages is "
                                + validationImages
                                + "; expected fewer than trainImages, which is "
                                + trainImages);
            }
        }
        startChanges =
                startChanges == null
                        ? null
                        : Collections.unmodifiableMap(new TreeMap<>(startChanges));
        if (name != null && !name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new UserError(
                    "name is '" + name + "'; expected small letters, digits and single hyphens");
        }
    }

    /**
     * @throws UserError if a weight or rate is negative, infinite or no number
     */
    static void atLeastZero(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new UserError(name + " is " + value + "; expected a number of at least 0");
        }
    }

    private static void atLeast(int least, String name, int value) {
        if (value < least) {
            throw new UserError(
                    name + " is " + value + "; expected a whole number of at least " + least);
        }
    }

    /** {@return what the method is called: a name of the user's own, or that of the paper's row} */
    public String label() {
        return name == null ? method.label() : name;
    }

    /** {@return the method's name in run ids: the user's own, or that of the paper's row} */
    public String id() {
        return name == null ? method.id() : name;
    }

    /**
     * {@return a copy that differs in some components}
     *
     * @param changes new values by the name of the component
     */
    public Recipe with(Map<String, ?> changes) {
        return RecordComponents.with(this, changes);
    }

    /** {@return the images that the start run was trained on} */
    public Dataset sourceDataset() {
        return startDataset == null ? dataset : startDataset;
    }

    /** {@return whether the start run tells other classes apart, so that its head is of no use} */
    public boolean replacesHead() {
        return sourceDataset().classes() != dataset.classes();
    }

    /** {@return the learning rate of the weights} */
    StepSchedule weightSchedule() {
        return new StepSchedule(weightRate, boundaries, rates, totalSteps());
    }

    /** {@return the learning rate of the mask parameters; null where none is trained} */
    StepSchedule maskSchedule() {
        return mask.trained()
                ? new StepSchedule(mask.learning().rate(), boundaries, rates, totalSteps())
                : null;
    }

    /**
     * Changes to VGG-16 for schedules that are too short for the published one.
     *
     * @param width factor of all channels, in (0, 1]
     * @param dropout factor of all dropout rates, in [0, 1]
     * @param momentum share of the old value in the running statistics of batch normalisation
     */
    public record VggSettings(double width, double dropout, double momentum) {
        /** The published network. */
        public static final VggSettings PUBLISHED = new VggSettings(1, 1, 0.99);

        /** Checks the momentum; the network checks the rest. */
        public VggSettings {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new UserError(
                        "momentum is " + momentum + "; expected a number of at least 0, below 1");
            }
        }
    }

    /** {@return the settings of VGG-16, the published ones where none are given} */
    public VggSettings vggOrPublished() {
        return vgg == null ? VggSettings.PUBLISHED : vgg;
    }

    /**
     * Settings of random weights, w = mu + softplus(rho) e.
     *
     * @param priorScale standard deviation of the normal prior around 0
     * @param initialRho start of every rho
     * @param klWeight the loss has klWeight * KL / (training images)
     * @param freshDraws true for a draw of its own for each pass of a step (Liu et al. 2019); null
     *     for one that the clean and the adversarial pass share (published code)
     */
    public record WeightNoise(
            double priorScale, double initialRho, double klWeight, Boolean freshDraws) {}

    /** {@return how many images are trained on, from the first} */
    public int trainedImages() {
        return trainImages - (validationImages == null ? 0 : validationImages);
    }

    /** {@return optimisation steps of one epoch} */
    public int stepsPerEpoch() {
        return trainedImages() / batchSize;
    }

    /** {@return optimisation steps of the whole run} */
    public int totalSteps() {
        return stepsPerEpoch() * epochs;
    }
}
