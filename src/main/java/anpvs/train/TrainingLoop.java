package anpvs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.Texts;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.LabelledImages;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Losses;
import anpvs.method.NonFiniteException;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.RateMeter;
import anpvs.store.Checkpoint;
import anpvs.store.Commands;
import anpvs.store.EpochRecord;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunLock;
import anpvs.store.SealedJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The steps of one run, from its first or from a checkpoint to its last. */
final class TrainingLoop {
    private static final long CHECKPOINT_NANOS = 60_000_000_000L;

    private final Run run;
    private final RunLock lock;
    private final ExperimentSpec spec;
    private final Recipe recipe;
    private final LabelledImages images;
    private final TrainingState state;
    private final SessionLog log;
    private final Progress progress;
    private final Consumer<TrainingState> listener;
    private final TrainingStep step;
    private final List<EpochRecord> epochs = new ArrayList<>();
    private Losses sums = Losses.ZERO;
    private long lastCheckpoint = System.nanoTime();

    TrainingLoop(
            Run run,
            RunLock lock,
            ExperimentSpec spec,
            ImageSet images,
            TrainingState state,
            SessionLog log,
            Progress progress,
            Consumer<TrainingState> listener) {
        this.run = run;
        this.lock = lock;
        this.spec = spec;
        this.recipe = spec.recipe();
        this.images = images.train();
        this.state = state;
        this.log = log;
        this.progress = progress;
        this.listener = listener;
        this.step = new TrainingStep(recipe, state, spec.seed());
    }

    /**
     * Trains to the end.
     *
     * @param checkpoint what the state was loaded from; null at the beginning
     */
    void run(Checkpoint checkpoint) {
        if (checkpoint != null) {
            epochs.addAll(checkpoint.epochs());
            sums = checkpoint.sums();
            run.writeEpochs(epochs, lock);
        }
        RateMeter meter = new RateMeter(state.step());
        int[] order = null;
        int perEpoch = recipe.stepsPerEpoch();
        try {
            while (state.step() < recipe.totalSteps()) {
                long epoch = state.step() / perEpoch;
                int inEpoch = (int) (state.step() % perEpoch);
                if (order == null || inEpoch == 0) {
                    order =
                            RandomStream.of(spec.seed(), Purpose.DATA, epoch)
                                    .permutation(recipe.trainedImages());
                }
                int first = inEpoch * recipe.batchSize();
                Losses losses =
                        oneStep(Arrays.copyOfRange(order, first, first + recipe.batchSize()));
                sums = sums.plus(losses);
                if (state.step() % perEpoch == 0) {
                    endEpoch();
                } else if (System.nanoTime() - lastCheckpoint > CHECKPOINT_NANOS) {
                    save();
                }
                show(meter, losses);
                listener.accept(state);
                stopIfInterrupted();
            }
        } catch (NonFiniteException e) {
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            Run.Failure failure = new Run.Failure(state.step(), e.getMessage(), now);
            SealedJson.write(run.failureFile(), failure, lock);
            throw e;
        }
    }

    private Losses oneStep(int[] batch) {
        try (NDManager manager = ComputeDevice.newManager()) {
            return step.run(trainingImages(manager, batch), images.labels(manager, batch));
        }
    }

    private NDArray trainingImages(NDManager manager, int[] batch) {
        if (!recipe.dataset().augmented()) {
            return images.images(manager, batch);
        }
        RandomStream random = RandomStream.of(spec.seed(), Purpose.AUGMENTATION, state.step());
        return images.augmented(manager, random, batch);
    }

    private void endEpoch() {
        int perEpoch = recipe.stepsPerEpoch();
        epochs.add(
                new TrainingMonitor(spec, images)
                        .measure(state, (int) (state.step() / perEpoch), sums.over(perEpoch)));
        sums = Losses.ZERO;
        run.writeEpochs(epochs, lock); // first: a run with its last checkpoint is finished
        save();
    }

    private void save() {
        Map<String, HostArray> arrays = Npz.ofEngine(state.arrays());
        run.checkpoints().save(new Checkpoint(run.id(), state.step(), arrays, sums, epochs), lock);
        log.checkpointed(state.step());
        lastCheckpoint = System.nanoTime();
    }

    private void show(RateMeter meter, Losses losses) {
        String detail =
                Texts.format(
                        "epoch %d of %d, loss %.4f",
                        Math.min(recipe.epochs(), state.step() / recipe.stepsPerEpoch() + 1),
                        recipe.epochs(),
                        losses.total());
        if (!epochs.isEmpty()) {
            detail += ", " + epochs.get(epochs.size() - 1).accuracies();
        }
        progress.update(
                new Progress.Status(
                        run.id(),
                        state.step(),
                        recipe.totalSteps(),
                        "step",
                        meter.rate(state.step()),
                        detail));
    }

    private void stopIfInterrupted() {
        if (state.step() >= recipe.totalSteps() || !Thread.interrupted()) {
            return;
        }
        save();
        throw new InterruptedRun(
                ("run %s was interrupted after step %s of %s; its checkpoint is stored. To go"
                                + " on: %s")
                        .formatted(
                                run.id(), state.step(), recipe.totalSteps(), Commands.train(spec)));
    }
}
