package anpvs.evaluate;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.method.Recipe;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.Environment;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.TrainedModel;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * Measures finished runs in the way of the published code and stores what it finds with the run.
 *
 * @param data gives the images, asked for only when something is to be computed
 * @param progress sees each batch
 */
public record PublishedEvaluator(Function<Dataset, ImageSet> data, Progress progress) {
    /** Images a batch in the published code. */
    private static final int BATCH = 64;

    /**
     * @param recipe a run's recipe
     * @return the evaluation's attack from one start on the first 1,024 test images; 128 in the
     *     profile smoke, all in paper
     */
    public static EvaluationSettings settings(Recipe recipe) {
        int images =
                switch (recipe.profile()) {
                    case SMOKE -> 2 * BATCH;
                    case QUICK -> 16 * BATCH;
                    case PAPER -> recipe.dataset().testImages();
                };
        return new EvaluationSettings(recipe.evaluation(), 1, images, BATCH, 0, null, true, null);
    }

    /**
     * @param run a run
     * @return what is stored with the recipe's attack, of the most images; empty if nothing is, or
     *     if the run's final weights have changed since
     */
    public Optional<PublishedEvaluation> stored(Run run) {
        EvaluationSettings usual = settings(run.spec().recipe()).withImages(1);
        return PublishedEvaluation.of(run)
                .find(
                        known -> known.withImages(1).equals(usual),
                        Comparator.comparingInt(one -> -one.clean().images()));
    }

    /**
     * @param run a finished run
     * @param settings how to evaluate it
     * @param again whether what is stored is computed anew
     * @return the result, computed or as it was stored
     * @throws UserError if the run is not finished, or there is not one whole batch of images
     * @throws RunHeld if it has to be computed and another process works on the run
     * @throws InterruptedRun if the thread was interrupted; nothing is stored then
     */
    public PublishedEvaluation evaluate(Run run, EvaluationSettings settings, boolean again) {
        return PublishedEvaluation.of(run)
                .get(settings, again, progress::note, right -> measure(run, settings));
    }

    private PublishedEvaluation measure(Run run, EvaluationSettings settings) {
        long start = System.nanoTime();
        try (TrainedModel model = TrainedModel.open(run)) {
            ImageSet images = data.apply(run.spec().recipe().dataset());
            int available = Math.min(settings.images(), images.test(settings.images()).count());
            int count = available - available % settings.batchSize();
            if (count == 0) {
                throw new UserError(
                        available
                                + " test images are not one whole batch of "
                                + settings.batchSize()
                                + ", as the published code counts; use more: --images");
            }
            PublishedPass pass = new PublishedPass(settings, model);
            pass.run(run.id(), images.test(), count, progress, TestPass.NO_JOURNAL);
            return new PublishedEvaluation(
                    run.id(),
                    run.checkpoints().lastDigest(),
                    settings,
                    pass.clean(),
                    pass.pixels(),
                    pass.published(),
                    pass.clipped(),
                    pass.unclipped(),
                    images.sha256(),
                    Environment.current(),
                    Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        }
    }
}
