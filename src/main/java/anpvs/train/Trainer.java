package anpvs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.Checkpoint;
import anpvs.store.ExperimentSpec;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.RunLock;
import anpvs.store.RunStore;
import anpvs.store.SealedJson;
import anpvs.store.WeightsNotKept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains runs of a store, each after the run that it starts from. A finished run is never trained
 * again; one that stopped goes on from its last good checkpoint and ends as if it had not stopped.
 */
public final class Trainer {
    private final RunStore store;
    private final Function<Dataset, ImageSet> data;
    private final Progress progress;
    private final Consumer<TrainingState> listener;

    /**
     * @param store where runs are kept
     * @param data gives the images, asked for only when something is to be trained
     * @param progress sees each step
     */
    public Trainer(RunStore store, Function<Dataset, ImageSet> data, Progress progress) {
        this(store, data, progress, state -> {});
    }

    /**
     * @param listener sees what is trained after each step; it changes nothing
     */
    public Trainer(
            RunStore store,
            Function<Dataset, ImageSet> data,
            Progress progress,
            Consumer<TrainingState> listener) {
        this.store = store;
        this.data = data;
        this.progress = progress;
        this.listener = listener;
    }

    /**
     * @param spec what to train
     * @return the finished run
     * @throws InterruptedRun if the thread was interrupted; a checkpoint has been stored
     * @throws anpvs.method.NonFiniteException naming the tensor, if a loss or gradient is not
     *     finite; nothing was updated with it, and the last good checkpoint is kept
     * @throws WeightsNotKept if the run, or one that it starts from, is finished and only its
     *     records are kept: training would replace them
     * @throws RunHeld if another process trains the run
     * @throws UserError if the run's start run is not there, the data are not, the store cannot be
     *     written, or another process took the run over while this one stood still
     */
    public Run train(ExperimentSpec spec) {
        if (finished(store.of(spec), spec)) {
            return store.of(spec);
        }
        if (spec.isImported()) {
            throw new UserError("run " + spec.runId() + " came from a file; import it again");
        }
        if (spec.start() != null && !begun(store.of(spec))) {
            startRun(spec);
        }
        // what cannot be trained leaves no folder behind
        ImageSet images = store.of(spec).exists() ? null : images(spec.recipe());
        Run run = store.create(spec);
        try (RunLock lock = RunLock.acquire(run.folder(), progress::note)) {
            repairSpec(run, spec, lock);
            if (!finished(run, spec)) {
                trainLocked(run, spec, lock, images);
            }
        }
        return run;
    }

    private static boolean begun(Run run) {
        return Files.isDirectory(run.folder()) && !run.checkpoints().files().isEmpty();
    }

    private Run startRun(ExperimentSpec spec) {
        ExperimentSpec standard = spec.startSpec().orElseThrow();
        if (standard.runId().equals(spec.start())) {
            return train(standard);
        }
        return store.find(spec.start());
    }

    /** A finished run has a good final checkpoint; a damaged one is trained from the one before. */
    private boolean finished(Run run, ExperimentSpec spec) {
        if (!run.exists() || run.checkpoints().lastStep() < spec.recipe().totalSteps()) {
            return false;
        }
        try {
            run.model();
            return true;
        } catch (WeightsNotKept e) {
            throw e;
        } catch (UserError e) {
            progress.note("warning: " + e.getMessage());
            return false;
        }
    }

    private void repairSpec(Run run, ExperimentSpec spec, RunLock lock) {
        try {
            run.spec();
        } catch (UserError e) {
            progress.note("warning: " + e.getMessage() + "; written anew");
            SealedJson.write(run.specFile(), spec, lock);
        }
    }

    private void trainLocked(Run run, ExperimentSpec spec, RunLock lock, ImageSet read) {
        Recipe recipe = spec.recipe();
        Checkpoint checkpoint =
                run.checkpoints()
                        .loadNewestGood(line -> progress.note("warning: " + line))
                        .orElse(null);
        ImageSet images = read == null ? images(recipe) : read;
        AtomicFiles.delete(run.failureFile());
        try (NDManager manager = ComputeDevice.newManager();
                TrainingState state = TrainingState.initial(manager, recipe, spec.seed())) {
            if (checkpoint != null) {
                try (NDManager scratch = manager.newSubManager()) {
                    state.load(Npz.toEngine(checkpoint.state(), scratch), checkpoint.step());
                }
                progress.note("run " + run.id() + " goes on at step " + checkpoint.step());
            } else if (spec.start() != null) {
                Map<String, HostArray> start = taken(startRun(spec).model(), recipe);
                try (NDManager scratch = manager.newSubManager()) {
                    Map<String, NDArray> model = Npz.toEngine(start, scratch);
                    if (recipe.replacesHead()) {
                        model.putAll(state.head(scratch));
                    }
                    state.startFrom(model);
                }
            }
            note(run, "the training attack is in", TrainingStep.attackPrecision(recipe));
            note(run, "the passes that train are in", TrainingStep.passPrecision(recipe));
            SessionLog log =
                    new SessionLog(
                            run,
                            lock,
                            provenance(run, checkpoint),
                            images.sha256(),
                            state.step(),
                            recipe);
            new TrainingLoop(run, lock, spec, images, state, log, progress, listener)
                    .run(checkpoint);
        }
    }

    private ImageSet images(Recipe recipe) {
        if (recipe.stepsPerEpoch() < 1 || recipe.epochs() < 1) {
            throw new UserError(
                    "recipe has %s epochs of %s images in batches of %s: not one step"
                            .formatted(
                                    recipe.epochs(), recipe.trainedImages(), recipe.batchSize()));
        }
        ImageSet images = data.apply(recipe.dataset());
        if (images.train().count() < recipe.trainImages()) {
            throw new UserError(
                    "%s has %s training images, the recipe wants %s"
                            .formatted(
                                    recipe.dataset().id(),
                                    images.train().count(),
                                    recipe.trainImages()));
        }
        return images;
    }

    private void note(Run run, String what, String precision) {
        if (precision != null) {
            progress.note("run " + run.id() + ": " + what + " " + precision);
        }
    }

    /** What a run takes over from its start run: the weights, and a mask if it is to stay. */
    private static Map<String, HostArray> taken(Map<String, HostArray> start, Recipe recipe) {
        boolean withMask = recipe.mask().frozen();
        Map<String, HostArray> taken = new LinkedHashMap<>(start);
        taken.keySet().removeIf(name -> isNoise(name) || (isMask(name) && !withMask));
        return taken;
    }

    private static boolean isNoise(String name) {
        return name.equals("rho") || name.endsWith(".rho");
    }

    private static boolean isMask(String name) {
        return name.startsWith("mask");
    }

    private Provenance provenance(Run run, Checkpoint checkpoint) {
        if (checkpoint == null || !Files.exists(run.provenanceFile())) {
            return null;
        }
        try {
            return run.provenance();
        } catch (UserError e) {
            progress.note("warning: " + e.getMessage() + "; renamed to .damaged and begun anew");
            try {
                Files.move(
                        run.provenanceFile(),
                        run.folder().resolve("provenance.json.damaged"),
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException io) {
                throw new UserError(
                        "cannot rename " + run.provenanceFile() + ": " + UserError.reason(io), io);
            }
            return null;
        }
    }
}
