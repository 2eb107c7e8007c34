package anpvs.method;

import anpvs.RecordComponents;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.method.MaskSettings.Freeze;
import anpvs.method.MaskSettings.Learning;
import anpvs.method.Recipe.WeightNoise;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every hyper-parameter of every method, each with its source; those of schedules stand in {@link
 * Schedules}.
 */
public final class Recipes {
    // Published code: weight 2 of the adversarial cross-entropy, L2 factor 1e-4.
    private static final double ADVERSARIAL_WEIGHT = 2;
    private static final double WEIGHT_DECAY = 1e-4;

    // The paper says only that PAT freezes the mask of BP: the one of BP's own evaluation.
    private static final MaskSettings FROZEN_MASK =
            new MaskSettings.Frozen(
                    new MaskSettings.BetaBernoulli(0, null, new Learning(0, 0, 0, 0)),
                    Freeze.EXPECTATION);

    private static final Set<Method> CLEAN = EnumSet.of(Method.STANDARD, Method.BP);
    private static final Set<Method> SUPPRESSED =
            EnumSet.of(Method.AT_VS, Method.ANP_VS, Method.ANP_VS_VIB);

    // Zhang et al.: beta_T 1 on MNIST and 6 on CIFAR; the paper does not state it.
    private static final double TRADES_GREY = 1;
    private static final double TRADES_COLOUR = 6;

    // Ratios: sparsity column of Table 1. Ye, Xu et al.: rho from 1e-3, times 1.3 at each of ten
    // updates, equal time for pruning and for retraining.
    private static final double GREY_RATIO = .80;
    private static final double COLOUR_RATIO = .75;
    private static final double HUNDRED_CLASSES_RATIO = .65;

    private Recipes() {}

    /** {@return what to say where a profile has no runs on a data set} */
    public static UserError mismatch(Profile profile, Dataset dataset) {
        return new UserError(
                "profile "
                        + profile.id()
                        + " does not go with data set "
                        + dataset.id()
                        + "; smoke uses the synthetic sets glyphs and shapes, quick and paper"
                        + " the sets mnist, cifar10 and cifar100");
    }

    /**
     * @param method the row of the paper's tables
     * @param dataset the images
     * @param profile how much work
     * @param fidelity paper's text or published code
     * @return the recipe
     * @throws UserError if the profile does not go with the data set
     */
    public static Recipe of(Method method, Dataset dataset, Profile profile, Fidelity fidelity) {
        if ((profile == Profile.SMOKE) != dataset.synthetic()) {
            throw mismatch(profile, dataset);
        }
        Schedules.Defaults schedule = Schedules.of(profile, dataset);
        boolean attacked = !CLEAN.contains(method);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("method", method);
        values.put("dataset", dataset);
        values.put("profile", profile);
        values.put("fidelity", fidelity);
        values.put("start", start(method, dataset));
        values.put("adversarialWeight", ADVERSARIAL_WEIGHT);
        values.put("weightDecay", WEIGHT_DECAY);
        values.putAll(schedule.values());
        values.put("mask", mask(method, schedule));
        if (!attacked) {
            values.remove("attack");
            values.remove("precision");
            values.put("adversarialWeight", ADVERSARIAL_WEIGHT); // not used
            values.put("epochs", schedule.cleanEpochs());
        } else if (values.get("start") != null) {
            values.put("epochs", schedule.startedEpochs());
        }
        if (!SUPPRESSED.contains(method)) {
            values.remove("vulnerabilityWeight");
        }
        values.putAll(special(method, values));
        Recipe recipe = RecordComponents.of(Recipe.class, values);
        Networks.of(recipe);
        return recipe;
    }

    /** What a method has that no other has. */
    private static Map<String, ?> special(Method method, Map<String, Object> values) {
        Dataset dataset = (Dataset) values.get("dataset");
        Profile profile = (Profile) values.get("profile");
        return switch (method) {
            // whatever the schedule: the divergence is too small for bfloat16
            case TRADES ->
                    Map.of(
                            "adversarialWeight",
                            0.0,
                            "tradesWeight",
                            dataset.channels() == 1 ? TRADES_GREY : TRADES_COLOUR,
                            "attack",
                            ((PgdSettings) values.get("attack")).inFloat32());
            case ADMM -> Map.of("admm", admm(dataset, profile));
            case AT_BNN -> Map.of("weightDecay", 0.0, "weightNoise", noise(dataset, profile));
            case PRETRAINED_AT ->
                    source(dataset) == null ? Map.of() : Map.of("startDataset", source(dataset));
            default -> Map.of();
        };
    }

    /**
     * Published code: masks are learned from the Standard network on; paper: PAT from BP on. Ye, Xu
     * et al.: pruning begins with an adversarially trained network.
     */
    private static Method start(Method method, Dataset dataset) {
        return switch (method) {
            case BP, ANP, ANP_VS, ANP_VS_VIB -> Method.STANDARD;
            case PAT -> Method.BP;
            case ADMM -> Method.AT;
            case PRETRAINED_AT -> source(dataset) == null ? Method.STANDARD : Method.AT;
            default -> null;
        };
    }

    private static MaskSettings mask(Method method, Schedules.Defaults schedule) {
        return switch (method) {
            case BP -> schedule.bpMask();
            case ANP, ANP_VS -> schedule.mask();
            case ANP_VS_VIB -> schedule.vibMask();
            case PAT -> FROZEN_MASK;
            default -> new MaskSettings.None();
        };
    }

    /**
     * Hendrycks et al. train adversarially on ImageNet at 32 x 32 before CIFAR, which the kit does
     * not have: here each CIFAR set serves the other. For MNIST the paper names no source; taken by
     * the letter, "AT on a pre-trained base model" starts from MNIST's Standard network.
     */
    private static Dataset source(Dataset dataset) {
        return switch (dataset) {
            case CIFAR10 -> Dataset.CIFAR100;
            case CIFAR100 -> Dataset.CIFAR10;
            default -> null;
        };
    }

    /**
     * Published code: prior of standard deviation 1 on LeNet, .1 on VGG; rho starts at -3 and -5;
     * KL / (100 N), no L2. Its ReLU on the logits of LeNet is left out. Ours, in short schedules:
     * -5 on LeNet too, where noise of -3 hides the weights for many epochs.
     */
    private static WeightNoise noise(Dataset dataset, Profile profile) {
        boolean lenet = dataset.channels() == 1;
        double initialRho = lenet && profile == Profile.PAPER ? -3 : -5;
        return new WeightNoise(lenet ? 1 : 0.1, initialRho, 0.01, null);
    }

    private static AdmmSettings admm(Dataset dataset, Profile profile) {
        double ratio =
                dataset.channels() == 1
                        ? GREY_RATIO
                        : dataset.classes() == 100 ? HUNDRED_CLASSES_RATIO : COLOUR_RATIO;
        // smoke: ours, so that a period has more than a few steps
        return new AdmmSettings(ratio, 1e-3, 1.3, profile == Profile.SMOKE ? 4 : 10, 0.5);
    }
}
