package anpvs.experiment;

import anpvs.UserError;
import anpvs.method.PgdSettings;
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
 */
public record EvaluationSettings(
        PgdSettings attack,
        int restarts,
        int images,
        int batchSize,
        long seed,
        String source,
        Boolean whiteBoxOnly) {
    /** Checks the ranges. */
    public EvaluationSettings {
        if (restarts < 1 || images < 1 || batchSize < 1 || attack.steps() < 0) {
            throw new UserError(
                    "restarts "
                            + restarts
                            + ", images "
                            + images
                            + ", batch "
                            + batchSize
                            + ", attack steps "
                            + attack.steps()
                            + ": expected positive numbers");
        }
    }

    /** Settings that leave nothing out. */
    public EvaluationSettings(
            PgdSettings attack, int restarts, int images, int batchSize, long seed, String source) {
        this(attack, restarts, images, batchSize, seed, source, null);
    }

    /**
     * @param recipe a run's recipe
     * @return all test images, the recipe's evaluation attack from one start and from five, no
     *     transfer; batches of 64 where the published code's counting depends on them
     */
    public static EvaluationSettings of(Recipe recipe) {
        int images = recipe.dataset().testImages();
        int batch = recipe.fidelity().wholeTestSet() ? 250 : 64;
        return new EvaluationSettings(recipe.evaluation(), 5, images, batch, 0, null);
    }

    /**
     * @param run id of a finished run, or null
     * @return these settings with that transfer source
     */
    public EvaluationSettings withSource(String run) {
        return new EvaluationSettings(attack, restarts, images, batchSize, seed, run, whiteBoxOnly);
    }

    /**
     * @param limit test images, from the first
     * @return these settings with at most that many images
     */
    public EvaluationSettings withImages(int limit) {
        return new EvaluationSettings(
                attack, restarts, Math.min(images, limit), batchSize, seed, source, whiteBoxOnly);
    }

    /** {@return the first 12 hexadecimal digits of the settings' SHA-256} */
    String id() {
        return AtomicFiles.sha256(SealedJson.canonical(this)).substring(0, 12);
    }
}
