package anpvs.evaluate;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.attack.AutoAttack.Version;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.metric.Answers;
import anpvs.model.Classifier;
import anpvs.model.Ensemble;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Attacks finished runs with the strongest attacks known, and stores what is left with the run.
 *
 * @param store where runs are kept
 * @param data gives the images, asked for only when something is to be computed
 * @param progress sees each batch
 */
public record AttackEvaluator(RunStore store, Function<Dataset, ImageSet> data, Progress progress) {
    /**
     * @param spec a run
     * @return the finished run without a mask that it started from; empty if there is none with its
     *     weights, or if the run has no mask itself
     */
    public Optional<Run> parent(ExperimentSpec spec) {
        if (!spec.recipe().mask().present() || spec.start() == null || spec.isImported()) {
            return Optional.empty();
        }
        return store.list().stream()
                .filter(run -> run.id().equals(spec.start()))
                .filter(run -> !run.spec().recipe().mask().present())
                .filter(run -> run.state() == Run.State.FINISHED && run.keepsWeights())
                .findFirst();
    }

    /**
     * Images, and examples from a parent, leave AutoAttack as it is.
     *
     * @param run a run
     * @return the stored attack of AutoAttack standard with its published budget and the radius of
     *     the run's recipe, by which runs are compared; that of the most images; empty if there is
     *     none on the run's final weights
     */
    public static Optional<AttackRecord> ofStandard(Run run) {
        AttackSettings usual = AttackSettings.of(run.spec().recipe(), Version.STANDARD);
        return AttackRecord.of(run).current().stream()
                .filter(
                        found ->
                                usual.equals(
                                        found.settings()
                                                .withImages(usual.images())
                                                .withParent(null)))
                .min(Comparator.comparingInt(found -> -found.clean().images()));
    }

    /**
     * @param run a run
     * @param found its record of an attack
     * @return the images of the record that no attack of AutoAttack broke
     * @throws UserError if the record is of an earlier version, and the file of its images is
     *     missing, or is not the record's
     */
    public static BitSet standing(Run run, AttackRecord found) {
        if (found.robustImages() != null) {
            return Answers.decode(found.robustImages());
        }
        Path file = run.folder().resolve(found.imagesFile());
        return AttackRecord.standing(images(file, found).get("broken_by").buffer().asIntBuffer());
    }

    /**
     * Compares the images that are kept with a record. A run that was archived without its weights
     * has none.
     *
     * @param run a run
     * @param found its record of an attack
     * @throws UserError if the file of the images is missing, or is not the record's
     */
    public static void checkImages(Run run, AttackRecord found) {
        Path file = run.folder().resolve(found.imagesFile());
        if (run.keepsWeights() || Files.exists(file)) {
            images(file, found);
        }
    }

    private static Map<String, HostArray> images(Path file, AttackRecord record) {
        UserError damage = null;
        try {
            Map<String, HostArray> arrays = Npz.read(file);
            if (Npz.sha256(arrays).equals(record.imagesSha256())) {
                return arrays;
            }
        } catch (UserError e) {
            damage = e;
        }
        throw new UserError(
                file
                        + " is missing or not the one of the attack's record; restore the file"
                        + " (git checkout) or attack the run again: anpvs attack --again "
                        + record.run(),
                damage);
    }

    /**
     * @param run a finished run
     * @param settings how to attack it
     * @param again whether it is attacked also where that is stored
     * @return what is left, computed or as it was stored
     * @throws UserError if the run is not finished, the version does not fit it, or what was begun
     *     belongs to another attack
     * @throws RunHeld if another process works on the run
     * @throws InterruptedRun if the thread was interrupted; the same call goes on
     */
    public AttackRecord attack(Run run, AttackSettings settings, boolean again) {
        return AttackRecord.of(run)
                .get(settings, again, progress::note, right -> attack(run, settings, right));
    }

    private AttackRecord attack(Run run, AttackSettings settings, AtomicFiles.Right right) {
        Run unmasked = settings.parent() == null ? null : store.find(settings.parent());
        try (TrainedModel model = TrainedModel.open(run);
                TrainedModel parent = unmasked == null ? null : TrainedModel.open(unmasked);
                NDManager owner = ComputeDevice.newManager()) {
            boolean random = settings.version() == Version.RAND;
            if (random && !model.canDraw()) {
                throw new UserError(
                        "run "
                                + run.id()
                                + " has neither random weights nor a mask to draw; attack it with"
                                + " --suite standard or plus");
            }
            Dataset dataset = run.spec().recipe().dataset();
            Classifier judge = random ? ensemble(model, settings, owner) : model.classifier();
            AttackPlan plan =
                    new AttackPlan(
                            settings,
                            dataset.classes(),
                            parent == null ? null : parent.classifier(),
                            random ? model::draw : null);
            return new AttackExecution(
                            AttackRecord.of(run), run.id(), data.apply(dataset), progress)
                    .carryOut(plan, model.classifier(), judge, right);
        }
    }

    /** Draws that are the same at every call. */
    private static Ensemble ensemble(TrainedModel model, AttackSettings settings, NDManager owner) {
        RandomStream members = RandomStream.of(settings.seed(), Purpose.MASK, 0);
        return new Ensemble(
                IntStream.range(0, settings.ensemble().members())
                        .mapToObj(i -> model.draw(owner, members))
                        .toList());
    }
}
