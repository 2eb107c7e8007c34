package anpvs.experiment;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.method.Recipe;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Measures finished runs in the way of the published code and stores what it finds with the run.
 */
public final class PublishedEvaluator {
    /** Images a batch in the published code. */
    private static final int BATCH = 64;

    private final Function<Dataset, ImageSet> data;
    private final Progress progress;

    /**
     * @param data gives the images, asked for only when something is to be computed
     * @param progress sees each batch
     */
    public PublishedEvaluator(Function<Dataset, ImageSet> data, Progress progress) {
        this.data = data;
        this.progress = progress;
    }

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
        return run.published().stream()
                .filter(one -> one.settings().withImages(1).equals(usual))
                .filter(one -> one.checkpoint().equals(run.checkpoints().lastDigest()))
                .max(Comparator.comparingInt(one -> one.clean().images()));
    }

    /**
     * @param run a finished run
     * @param settings how to evaluate it
     * @param again whether what is stored is computed anew
     * @return the result, computed or as it was stored
     * @throws UserError if the run is not finished, or there is not one whole batch of images
     * @throws InterruptedRun if the thread was interrupted; nothing is stored then
     */
    public PublishedEvaluation evaluate(Run run, EvaluationSettings settings, boolean again) {
        Optional<PublishedEvaluation> known =
                run.published().stream()
                        .filter(one -> one.settings().equals(settings))
                        .filter(one -> one.checkpoint().equals(run.checkpoints().lastDigest()))
                        .findFirst();
        if (known.isPresent() && !again) {
            return known.get();
        }
        long start = System.nanoTime();
        ExperimentSpec spec = run.spec();
        try (TrainedModel model = TrainedModel.open(run)) {
            ImageSet images = data.apply(spec.recipe().dataset());
            int available = Math.min(settings.images(), images.test().count());
            int count = available - available % settings.batchSize();
            if (count == 0) {
                throw new UserError(
                        available
                                + " test images are not one whole batch of "
                                + settings.batchSize()
                                + ", as the published code counts; use more: --images");
            }
            PublishedPass pass = new PublishedPass(settings, model, images.test());
            measure(run.id(), pass, settings.batchSize(), count);
            PublishedEvaluation result =
                    new PublishedEvaluation(
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
            AtomicFiles.write(run.publishedFile(settings), SealedJson.seal(result, true));
            return result;
        }
    }

    private void measure(String run, PublishedPass pass, int batch, int count) {
        RateMeter meter = new RateMeter(0);
        for (int first = 0; first < count; first += batch) {
            if (Thread.interrupted()) {
                throw new InterruptedRun(
                        "the evaluation of "
                                + run
                                + " was interrupted after "
                                + first
                                + " images; nothing is stored");
            }
            int done = first + batch;
            pass.batch(first, done);
            progress.update(
                    new Progress.Status(
                            "evaluate " + run,
                            done,
                            count,
                            "image",
                            meter.rate(done),
                            String.format(
                                    Locale.ROOT,
                                    "clean %.1f %%, on pixels %.1f %%%s",
                                    pass.clean().percent(),
                                    pass.pixels().accuracy().percent(),
                                    pass.published() == null
                                            ? ""
                                            : String.format(
                                                    Locale.ROOT,
                                                    ", as published %.1f %%",
                                                    pass.published().accuracy().percent()))));
        }
    }
}
