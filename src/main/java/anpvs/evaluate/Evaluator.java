package anpvs.evaluate;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.metric.CostModel;
import anpvs.metric.MeasuredCost;
import anpvs.metric.Structure;
import anpvs.model.Classifier;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.CompactFile;
import anpvs.store.Environment;
import anpvs.store.ExperimentSpec;
import anpvs.store.Records;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Measures finished runs on test images and stores what it finds with the run. */
public final class Evaluator {
    /** Images of the batch whose time is measured: the paper's batch size. */
    private static final int TIMED_IMAGES = 64;

    private final RunStore store;
    private final Function<Dataset, ImageSet> data;
    private final Progress progress;
    private Iterates iterates = Iterates.NONE;

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
     * @param run a run
     * @param settings how it is to be evaluated
     * @return what was stored; empty if nothing was, if the record is damaged, or if the run's or
     *     the source's final weights have changed since
     */
    public Optional<Evaluation> stored(Run run, EvaluationSettings settings) {
        return Evaluation.of(run).find(settings, progress::note);
    }

    /**
     * @param run a run
     * @param settings how it is to be evaluated, whatever the transfer source
     * @return what was stored, rather with a transfer source than without one; empty if nothing
     *     was, or if the run's final weights have changed since
     */
    public Optional<Evaluation> storedOfAnySource(Run run, EvaluationSettings settings) {
        return Evaluation.of(run)
                .find(
                        known -> known.withSource(null).equals(settings.withSource(null)),
                        Comparator.comparing(one -> one.settings().source() == null));
    }

    /**
     * @param run a run
     * @param settings how it was evaluated, with any number of images
     * @return what was stored of the most images; empty if nothing was, or if the run's final
     *     weights have changed since
     */
    public Optional<Evaluation> storedOfMostImages(Run run, EvaluationSettings settings) {
        return Evaluation.of(run)
                .find(
                        known -> known.withImages(1).equals(settings.withImages(1)),
                        Comparator.comparingInt(one -> -one.settings().images()));
    }

    /**
     * @param run a run
     * @param settings how it was evaluated, with any number of starts, any transfer source, and
     *     whatever else leaves the attack from one start as it is
     * @return what was stored, rather of more starts; empty if nothing was, or if the run's final
     *     weights have changed since
     */
    public Optional<Evaluation> storedOfAnyStarts(Run run, EvaluationSettings settings) {
        return Evaluation.of(run)
                .find(
                        known -> known.ofOneStart().equals(settings.ofOneStart()),
                        Comparator.comparingInt(one -> -one.settings().restarts()));
    }

    /**
     * Of several lengths of one white-box attack alone, each goes on from the one before.
     *
     * @param run a finished run
     * @param settings how to evaluate it
     * @return the result, computed or as it was stored
     * @throws UserError if the run or the transfer source is not finished or does not fit
     * @throws RunHeld if it has to be computed and another process works on the run
     * @throws InterruptedRun if the thread was interrupted; what was measured is stored, and the
     *     next call goes on
     */
    public Evaluation evaluate(Run run, EvaluationSettings settings) {
        return evaluate(run, settings, false);
    }

    /**
     * @param run as of {@link #evaluate(Run, EvaluationSettings)}
     * @param settings as there
     * @param again whether it is computed also where it is stored
     * @return the result
     */
    public Evaluation evaluate(Run run, EvaluationSettings settings, boolean again) {
        return Evaluation.of(run)
                .get(settings, again, progress::note, right -> measure(run, settings, right));
    }

    private Evaluation measure(Run run, EvaluationSettings settings, AtomicFiles.Right right) {
        Run source = settings.source() == null ? null : source(run, settings.source());
        try (TrainedModel model = TrainedModel.open(run);
                TrainedModel other = source == null ? null : TrainedModel.open(source)) {
            return measure(run, settings, model, other == null ? null : other.classifier(), right);
        }
    }

    private Run source(Run run, String id) {
        Run source = store.find(id);
        if (source.spec().recipe().dataset() != run.spec().recipe().dataset()) {
            throw new UserError(
                    "the transfer source " + source.id() + " was trained on other images");
        }
        if (source.id().equals(run.id())) {
            throw new UserError(
                    "run " + run.id() + " cannot be its own transfer source; name another seed's");
        }
        return source;
    }

    private Evaluation measure(
            Run run,
            EvaluationSettings settings,
            TrainedModel model,
            Classifier source,
            AtomicFiles.Right right) {
        ExperimentSpec spec = run.spec();
        ImageSet images = data.apply(spec.recipe().dataset());
        boolean whole = spec.recipe().fidelity().wholeTestSet();
        int available = Math.min(settings.images(), images.test(settings.images()).count());
        int count = whole ? available : available - available % settings.batchSize();
        if (count == 0) {
            throw new UserError("not one whole batch of " + settings.batchSize() + " test images");
        }
        // the published code takes the vulnerability of its last batch only
        int latentsFrom = whole ? 0 : count - settings.batchSize();
        String weights = run.checkpoints().lastDigest();
        boolean all = settings.whole();
        iterates = all ? Iterates.NONE : iterates.then(weights, settings);
        EvaluationPass pass =
                new EvaluationPass(settings, model, source, latentsFrom, all ? null : iterates);
        EvaluationJournal journal =
                new EvaluationJournal(
                        Evaluation.of(run).file(settings, Records.BEGUN),
                        new EvaluationJournal.State(run.id(), weights, settings, images.sha256()),
                        pass,
                        right,
                        progress::note);
        pass.run(run.id(), images.test(), count, progress, journal);
        MeasuredCost measured = all ? measuredCost(model, images.test()) : null;
        Structure structure = model.structure();
        CostModel full = CostModel.full(model.network());
        CostModel.Relative costs = CostModel.of(model.network(), structure).relativeTo(full);
        return new Evaluation(
                run.id(),
                weights,
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
                Math.round(journal.seconds() * 10) / 10.0,
                pass.answers(),
                pass.ensemble(),
                model.weightSparsity(),
                measured);
    }

    /**
     * @param run a run
     * @return its evaluation by the recipe's own attack: of the most images, and of those the one
     *     that measured most; empty if its final weights were not evaluated
     */
    public static Optional<Evaluation> measured(Run run) {
        return Evaluation.of(run).current().stream()
                .filter(one -> one.settings().attack().equals(run.spec().recipe().evaluation()))
                .max(
                        Comparator.comparingInt((Evaluation one) -> one.clean().images())
                                .thenComparing(one -> one.settings().whiteBoxOnly() == null)
                                .thenComparing(one -> one.settings().restarts())
                                .thenComparing(one -> one.settings().source() != null));
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
    public FileEvaluation evaluate(Path file, EvaluationSettings settings) {
        try (NDManager manager = ComputeDevice.newManager()) {
            CompactFile compact = CompactFile.read(manager, file);
            LabelledImages images = data.apply(compact.dataset()).test(settings.images());
            Classifier network = compact.network().classifier(manager);
            EvaluationPass pass = new EvaluationPass(settings, network, true);
            String name = compact.run() + ", " + compact.describe();
            return FileEvaluation.of(file.toString(), name, pass, images, progress);
        }
    }
}
