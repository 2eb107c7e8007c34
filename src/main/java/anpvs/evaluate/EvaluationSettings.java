package anpvs.evaluate;

import anpvs.UserError;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipe;

/**
 * How a run is evaluated. Equal settings give the same numbers, so they are computed once.
 *
 * @param attack the white-box attack, from a uniform random start; also that of the transfer
 * @param restarts starts of the worst-case attack, at least 1
 * @param images how many test images, from the first
 * @param batchSize images at a time; decides which random numbers an image gets
 * @param seed of the attacks' random numbers
 * @param source id of the run on which transfer examples are made; null for no transfer attack
 * @param whiteBoxOnly true for the white-box attack on the model as it is, and nothing on its mask
 *     rounded to 0 and 1: half the work, for sweeps; null for everything
 * @param ensemble how random weights are evaluated besides their means; null for not at all
 */
public record EvaluationSettings(
        PgdSettings attack,
        int restarts,
        int images,
        int batchSize,
        long seed,
        String source,
        Boolean whiteBoxOnly,
        EnsembleSettings ensemble) {
    /** Starts of the worst-case attack that the tables show. */
    public static final int RESTARTS = 5;

    /** Test images that the tables take in the profile smoke. */
    public static final int SMOKE_IMAGES = 100;

    /**
     * How random weights are evaluated besides their means.
     *
     * @param members draws whose softmax is averaged, at least 1
     * @param gradientDraws draws over which the attack averages each gradient, at least 1
     */
    public record EnsembleSettings(int members, int gradientDraws) {
        /** Checks the ranges. */
        public EnsembleSettings {
            if (members < 1 || gradientDraws < 1) {
                throw new UserError(
                        "members %s, gradient draws %s: expected positive numbers"
                                .formatted(members, gradientDraws));
            }
        }
    }

    /** Checks the ranges. */
    public EvaluationSettings {
        attack.check("attack");
        UserError.unlessPositive("restarts", restarts);
        UserError.unlessPositive("images", images);
        UserError.unlessPositive("batchSize", batchSize);
    }

    /** {@return whether not the white-box attack alone is made} */
    boolean whole() {
        return !Boolean.TRUE.equals(whiteBoxOnly);
    }

    /** Liu et al. 2019 average 20 to 50 predictions; draws for each gradient are ours. */
    private static EnsembleSettings ensemble(Recipe recipe) {
        if (recipe.weightNoise() == null) {
            return null;
        }
        boolean smoke = recipe.profile() == Profile.SMOKE;
        return smoke ? new EnsembleSettings(5, 2) : new EnsembleSettings(20, 10);
    }

    /** Settings that leave nothing out, for weights that are numbers. */
    public EvaluationSettings(
            PgdSettings attack, int restarts, int images, int batchSize, long seed, String source) {
        this(attack, restarts, images, batchSize, seed, source, null, null);
    }

    /**
     * @param recipe a run's recipe
     * @return all test images, the recipe's evaluation attack from one start and from five, no
     *     transfer; batches of 64 where the published code's counting depends on them
     */
    public static EvaluationSettings of(Recipe recipe) {
        int images = recipe.dataset().testImages();
        int batch = recipe.fidelity().wholeTestSet() ? 250 : 64;
        return new EvaluationSettings(recipe.evaluation(), RESTARTS, images, batch, 0, null)
                .withEnsemble(ensemble(recipe));
    }

    /**
     * @param recipe a run's recipe
     * @return what the tables show: {@link #of}, in the profile smoke with the first 100 images
     */
    public static EvaluationSettings ofTables(Recipe recipe) {
        EvaluationSettings usual = of(recipe);
        return recipe.profile() == Profile.SMOKE ? usual.withImages(SMOKE_IMAGES) : usual;
    }

    /**
     * @param run id of a finished run, or null
     * @return these settings with that transfer source
     */
    public EvaluationSettings withSource(String run) {
        return new EvaluationSettings(
                attack, restarts, images, batchSize, seed, run, whiteBoxOnly, ensemble);
    }

    /**
     * @param settings how random weights are evaluated; null for by their means alone
     * @return these settings with that
     */
    public EvaluationSettings withEnsemble(EnsembleSettings settings) {
        return new EvaluationSettings(
                attack, restarts, images, batchSize, seed, source, whiteBoxOnly, settings);
    }

    /**
     * @param limit test images, from the first
     * @return these settings with at most that many images
     */
    public EvaluationSettings withImages(int limit) {
        int first = Math.min(images, limit);
        return new EvaluationSettings(
                attack, restarts, first, batchSize, seed, source, whiteBoxOnly, ensemble);
    }

    /**
     * @param alone an attack
     * @return these settings with that attack from one start alone, on the model as it is
     */
    public EvaluationSettings whiteBox(PgdSettings alone) {
        return new EvaluationSettings(alone, 1, images, batchSize, seed, null, true, null);
    }

    /**
     * @param other settings of a finished evaluation; null for none
     * @return whether this one's attack takes the steps of that one's first: both are the attack
     *     from one start alone, and differ in nothing else than that this has more steps
     */
    public boolean goesOnFrom(EvaluationSettings other) {
        return other != null
                && other.attack.steps() < attack.steps()
                && other.equals(whiteBox(attack.withSteps(other.attack.steps())))
                && equals(whiteBox(attack));
    }

    /** {@return what of these settings decides the clean images and the attack from one start} */
    public EvaluationSettings ofOneStart() {
        return new EvaluationSettings(attack, 1, images, batchSize, seed, null);
    }
}
