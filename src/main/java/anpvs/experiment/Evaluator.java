package anpvs.experiment;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.method.Method;
import anpvs.method.Recipe;
import anpvs.metric.CostModel;
import anpvs.metric.MeasuredCost;
import anpvs.metric.Structure;
import anpvs.model.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Measures finished runs on test images and stores what it finds with the run. */
public final class Evaluator {
    /** Images of the batch whose time is measured: the paper's batch size. */
    private static final int TIMED_IMAGES = 64;

    /** Seed of the runs that are only sources of the transfer attack; no row's. */
    public static final long SOURCE_SEED = 1_000;

    private final RunStore store;
    private final Function<Dataset, ImageSet> data;
    private final Progress progress;

    /**
     * @param store where runs are kept
     * @param data gives the images, asked for only when something is to be computed
     * @param progress sees each batch
     */
    public Evaluator(RunStore store, Function<Dataset, ImageSet> data, Progress progress) {
        this.store = store;
        this.data = data;
        this.progress = progress;
    }

    /**
     * The run on which the paper's transfer attack makes its examples: of the same architecture and
     * another seed, trained as Standard for the methods that see clean images only (Standard, BP),
     * as AT for all others.
     *
     * @param attacked the run under attack
     * @return its source
     */
    public static ExperimentSpec sourceSpec(ExperimentSpec attacked) {
        Recipe recipe = attacked.recipe();
        return ExperimentSpec.of(
                recipe.attack() == null ? Method.STANDARD : Method.AT,
                recipe.dataset(),
                recipe.profile(),
                recipe.fidelity(),
                SOURCE_SEED);
    }

    /**
     * The source of the transfer attack that is there: {@link #sourceSpec}, else the run of the
     * lowest other seed.
     *
     * @param spec the run under attack
     * @return a finished run with its method's plain recipe; empty if there is none
     */
    public Optional<Run> transferSource(ExperimentSpec spec) {
        ExperimentSpec source = sourceSpec(spec);
        return store.list().stream()
                .filter(run -> isSource(run, source.recipe(), spec.seed()))
                .min(
                        Comparator.comparing((Run run) -> !run.id().equals(source.runId()))
                                .thenComparingLong(run -> run.spec().seed()));
    }

    private static boolean isSource(Run run, Recipe recipe, long attackedSeed) {
        try {
            ExperimentSpec spec = run.spec();
            return spec.seed() != attackedSeed
                    && spec.recipe().equals(recipe)
                    && run.state() == Run.State.FINISHED;
        } catch (UserError damaged) {
            return false;
        }
    }

    /**
     * @param run a run
     * @param settings how it is to be evaluated
     * @return what was stored; empty if nothing was, if the record is damaged, or if the run's or
     *     the source's final weights have changed since
     */
    public Optional<Evaluation> stored(Run run, EvaluationSettings settings) {
        Path file = run.evaluationFile(settings);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Evaluation found = SealedJson.read(file, Evaluation.class);
            boolean same =
                    found.settings().equals(settings)
                            && found.checkpoint().equals(run.checkpoints().lastDigest());
            return same ? Optional.of(found) : Optional.empty();
        } catch (UserError e) {
            progress.note("warning: " + e.getMessage() + "; evaluating anew");
            return Optional.empty();
        }
    }

    /**
     * @param run a run
     * @param settings how it is to be evaluated, whatever the transfer source
     * @return what was stored, rather with a transfer source than without one; empty if nothing
     *     was, or if the run's final weights have changed since
     */
    public Optional<Evaluation> storedOfAnySource(Run run, EvaluationSettings settings) {
        return run.evaluations().stream()
                .map(Evaluation::settings)
                .filter(known -> known.withSource(null).equals(settings.withSource(null)))
                .sorted(Comparator.comparing(known -> known.source() == null))
                .flatMap(known -> stored(run, known).stream())
                .findFirst();
    }

    /**
     * @param run a run
     * @param settings how it was evaluated, with any number of images
     * @return what was stored of the most images; empty if nothing was, or if the run's final
     *     weights have changed since
     */
    public Optional<Evaluation> storedOfMostImages(Run run, EvaluationSettings settings) {
        return run.evaluations().stream()
                .map(Evaluation::settings)
                .filter(known -> known.withImages(1).equals(settings.withImages(1)))
                .sorted(Comparator.comparingInt(known -> -known.images()))
                .flatMap(known -> stored(run, known).stream())
                .findFirst();
    }

    /**
     * @param run a run
     * @param settings how it was evaluated, with any number of starts, any transfer source, and
     *     whatever else leaves the attack from one start as it is
     * @return what was stored, rather of more starts; empty if nothing was, or if the run's final
     *     weights have changed since
     */
    public Optional<Evaluation> storedOfAnyStarts(Run run, EvaluationSettings settings) {
        return run.evaluations().stream()
                .map(Evaluation::settings)
                .filter(known -> known.ofOneStart().equals(settings.ofOneStart()))
                .sorted(Comparator.comparingInt(known -> -known.restarts()))
                .flatMap(known -> stored(run, known).stream())
                .findFirst();
    }

    /**
     * Deletes a stored evaluation, so that it is computed anew.
     *
     * @param run a run
     * @param settings how it was evaluated
     * @throws UserError if the file cannot be deleted
     */
    public void forget(Run run, EvaluationSettings settings) {
        try {
            Files.deleteIfExists(run.evaluationFile(settings));
        } catch (IOException e) {
            throw new UserError(
                    "cannot delete " + run.evaluationFile(settings) + ": " + AtomicFiles.reason(e),
                    e);
        }
    }

    /**
     * @param run a finished run
     * @param settings how to evaluate it
     * @return the result, computed or as it was stored
     * @throws UserError if the run or the transfer source is not finished or does not fit
     * @throws InterruptedRun if the thread was interrupted; nothing is stored then
     */
    public Evaluation evaluate(Run run, EvaluationSettings settings) {
        Optional<Evaluation> known = stored(run, settings);
        if (known.isPresent()) {
            return known.get();
        }
        ExperimentSpec spec = run.spec();
        if (settings.source() == null) {
            try (TrainedModel model = TrainedModel.open(run)) {
                return measure(run, spec, settings, model, null);
            }
        }
        Run source = store.find(settings.source());
        if (source.spec().recipe().dataset() != spec.recipe().dataset()) {
            throw new UserError(
                    "the transfer source " + source.id() + " was trained on other images");
        }
        if (source.id().equals(run.id())) {
            throw new UserError(
                    "run " + run.id() + " cannot be its own transfer source; name another seed's");
        }
        try (TrainedModel model = TrainedModel.open(run);
                TrainedModel sourceModel = TrainedModel.open(source)) {
            return measure(run, spec, settings, model, sourceModel.classifier());
        }
    }

    private Evaluation measure(
            Run run,
            ExperimentSpec spec,
            EvaluationSettings settings,
            TrainedModel model,
            Classifier source) {
        long start = System.nanoTime();
        ImageSet images = data.apply(spec.recipe().dataset());
        boolean whole = spec.recipe().fidelity().wholeTestSet();
        int available = Math.min(settings.images(), images.test(settings.images()).count());
        int count = whole ? available : available - available % settings.batchSize();
        if (count == 0) {
            throw new UserError("not one whole batch of " + settings.batchSize() + " test images");
        }
        EvaluationPass pass = new EvaluationPass(settings, model, source, images.test());
        measure(run.id(), pass, settings.batchSize(), count, whole);
        boolean all = !Boolean.TRUE.equals(settings.whiteBoxOnly());
        MeasuredCost measured = all ? measuredCost(model, images.test()) : null;
        Structure structure = model.structure();
        CostModel full = CostModel.full(model.network());
        CostModel.Relative costs = CostModel.of(model.network(), structure).relativeTo(full);
        Evaluation result =
                new Evaluation(
                        run.id(),
                        run.checkpoints().lastDigest(),
                        settings,
                        pass.clean(),
                        pass.noise(),
                        pass.attacked(),
                        pass.worst(),
                        pass.transferred(),
                        pass.hardClean(),
                        pass.hardRobust(),
                        pass.vulnerability(),
                        pass.transferVulnerability(),
                        structure.active(),
                        structure.sparsityPercent(),
                        model.isRandom() ? costs.doubled() : costs,
                        images.sha256(),
                        Environment.current(),
                        Math.round((System.nanoTime() - start) / 1e8) / 10.0,
                        pass.answers(),
                        pass.ensemble(),
                        model.weightSparsity(),
                        measured);
        AtomicFiles.write(run.evaluationFile(settings), SealedJson.seal(result, true));
        return result;
    }

    /**
     * @param run a run
     * @return its evaluation by the recipe's own attack, of the most images; empty if its final
     *     weights were not evaluated
     */
    public static Optional<Evaluation> measured(Run run) {
        String weights = run.checkpoints().lastDigest();
        return run.evaluations().stream()
                .filter(one -> one.checkpoint().equals(weights))
                .filter(one -> one.settings().whiteBoxOnly() == null)
                .filter(one -> one.settings().attack().equals(run.spec().recipe().evaluation()))
                .max(Comparator.comparingInt(one -> one.clean().images()));
    }

    void measure(String what, EvaluationPass pass, int batchSize, int count, boolean whole) {
        RateMeter meter = new RateMeter(0);
        for (int first = 0; first < count; first += batchSize) {
            if (Thread.interrupted()) {
                throw new InterruptedRun(
                        "the evaluation of "
                                + what
                                + " was interrupted after "
                                + first
                                + " images; nothing is stored");
            }
            int done = Math.min(count, first + batchSize);
            // the published code takes the vulnerability of its last batch only
            pass.batch(first, done, whole || done == count);
            progress.update(
                    new Progress.Status(
                            "evaluate " + what,
                            done,
                            count,
                            "image",
                            meter.rate(done),
                            pass.summary()));
        }
    }

    private static MeasuredCost measuredCost(TrainedModel model, LabelledImages images) {
        int[] batch = IntStream.range(0, Math.min(TIMED_IMAGES, images.count())).toArray();
        try (NDManager manager = ComputeDevice.newManager()) {
            return model.measuredCost(images.images(manager, batch));
        }
    }

    /**
     * Evaluates a network that was rebuilt without its pruned units, as {@link #evaluate} does its
     * run, but for the attacks from several starts and the transfer. Nothing is stored.
     *
     * @param file as {@link CompactFile#export} writes it
     * @param settings how to evaluate it
     * @return the result
     * @throws UserError if the file is damaged
     * @throws InterruptedRun if the thread was interrupted
     */
    public CompactEvaluation evaluate(Path file, EvaluationSettings settings) {
        try (NDManager manager = ComputeDevice.newManager()) {
            CompactFile compact = CompactFile.read(manager, file);
            LabelledImages images = data.apply(compact.dataset()).test(settings.images());
            EvaluationPass pass =
                    new EvaluationPass(settings, compact.network().classifier(manager), images);
            int count = Math.min(settings.images(), images.count());
            measure(file.toString(), pass, settings.batchSize(), count, true);
            return new CompactEvaluation(
                    compact.run() + ", " + compact.describe(),
                    settings,
                    pass.clean(),
                    pass.attacked());
        }
    }
}
