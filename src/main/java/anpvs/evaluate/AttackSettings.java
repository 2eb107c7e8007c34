package anpvs.evaluate;

import anpvs.UserError;
import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Version;
import anpvs.evaluate.EvaluationSettings.EnsembleSettings;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipe;

/**
 * How a run is attacked with the strongest attacks known. Equal settings are computed once.
 *
 * @param version of AutoAttack
 * @param pgd the attack of the paper, for comparison on the same images; its epsilon is everyone's
 * @param budget how long AutoAttack goes on
 * @param images how many test images, from the first
 * @param seed of the attacks' random numbers
 * @param latentWeight of the latent distance in the adaptive attack; null without that attack
 * @param parent id of the unmasked run that the attacked one started from, on which examples are
 *     made that are tried on the attacked one; null for none
 * @param ensemble in version rand, draws whose mean softmax is the prediction, and draws over which
 *     gradients are averaged; null in the others
 */
public record AttackSettings(
        Version version,
        PgdSettings pgd,
        Budget budget,
        int images,
        long seed,
        Double latentWeight,
        String parent,
        EnsembleSettings ensemble) {
    /** Test images of a first look: an hour of one core for LeNet at the most. */
    public static final int IMAGES = 1_000;

    private static final EnsembleSettings DRAWS = new EnsembleSettings(20, 20);

    /** Checks the ranges. */
    public AttackSettings {
        UserError.unlessPositive("images", images);
        if ((version == Version.RAND) != (ensemble != null)) {
            throw new UserError("suite rand alone takes draws of a random network");
        }
    }

    /**
     * @param recipe a run's recipe
     * @param version of AutoAttack
     * @return the first 1,000 test images (100 in the profile smoke), epsilon of the recipe, the
     *     published budget, no parent
     */
    public static AttackSettings of(Recipe recipe, Version version) {
        boolean smoke = recipe.profile() == Profile.SMOKE;
        int images = smoke ? EvaluationSettings.SMOKE_IMAGES : IMAGES;
        boolean random = version == Version.RAND;
        return new AttackSettings(
                version,
                recipe.evaluation(),
                Budget.PUBLISHED,
                Math.min(images, recipe.dataset().testImages()),
                0,
                random ? null : 1.0,
                null,
                random ? DRAWS : null);
    }

    /**
     * @param epsilon radius on the scale of pixels in [0, 1]
     * @return these settings with that radius for every attack
     */
    public AttackSettings withEpsilon(double epsilon) {
        PgdSettings changed = new PgdSettings(epsilon, pgd.stepSize(), pgd.steps());
        return new AttackSettings(
                version, changed, budget, images, seed, latentWeight, parent, ensemble);
    }

    /**
     * @param count test images, from the first
     * @return these settings with that many
     */
    public AttackSettings withImages(int count) {
        return new AttackSettings(
                version, pgd, budget, count, seed, latentWeight, parent, ensemble);
    }

    /**
     * @param changed how long AutoAttack goes on
     * @return these settings with that
     */
    public AttackSettings withBudget(Budget changed) {
        return new AttackSettings(
                version, pgd, changed, images, seed, latentWeight, parent, ensemble);
    }

    /**
     * @param run id of the unmasked parent, or null
     * @return these settings with that
     */
    public AttackSettings withParent(String run) {
        return new AttackSettings(version, pgd, budget, images, seed, latentWeight, run, ensemble);
    }

    /** {@return these settings without the latent attack, for a network without latents} */
    public AttackSettings withoutLatent() {
        return new AttackSettings(version, pgd, budget, images, seed, null, parent, ensemble);
    }

    /**
     * @param draws of version rand
     * @return these settings with them
     */
    public AttackSettings withEnsemble(EnsembleSettings draws) {
        return new AttackSettings(version, pgd, budget, images, seed, latentWeight, parent, draws);
    }
}
