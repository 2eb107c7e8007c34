package anpvs.store;

import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of the store: a folder that is named by the run's id.
 *
 * @param folder where everything about the run lies
 */
public record Run(Path folder) {
    /** What became of a run. */
    public enum State {
        /** No checkpoint yet. */
        NEW,
        /** A process trains it now. */
        TRAINING,
        /** Stopped before its end; the same command goes on. */
        INTERRUPTED,
        /** Stopped because a loss or gradient was not finite. */
        FAILED,
        /** Has its final weights. */
        FINISHED
    }

    /**
     * Why a run stopped.
     *
     * @param step steps that were done before
     * @param reason names the tensor
     * @param time when, ISO 8601
     */
    public record Failure(long step, String reason, String time) {}

    /** {@return the run's id} */
    public String id() {
        return folder.getFileName().toString();
    }

    /** {@return whether it has been created: its folder says what is to be trained} */
    public boolean exists() {
        return Files.exists(specFile());
    }

    /**
     * @return what was to be trained
     * @throws UserError if the record is damaged or its hash is not the run's id
     */
    public ExperimentSpec spec() {
        return ExperimentSpec.stored(folder);
    }

    /**
     * @return where, by what and with what data the run was trained
     * @throws UserError if the record is missing or damaged
     */
    public Provenance provenance() {
        return SealedJson.read(provenanceFile(), Provenance.class);
    }

    /**
     * @return the records of the finished epochs
     * @throws UserError naming the line that is damaged
     */
    public List<EpochRecord> epochs() {
        Path file = metricsFile();
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = SealedJson.text(file).lines().toList();
        List<EpochRecord> records = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String where = file + " line " + (i + 1);
            records.add(SealedJson.unseal(lines.get(i), EpochRecord.class, where));
        }
        return records;
    }

    /** {@return the run's checkpoints} */
    public Checkpoints checkpoints() {
        return new Checkpoints(folder);
    }

    /**
     * @param kind first word of the files' names
     * @param type what they hold
     * @return what was measured of the run and kept with it
     */
    public <S, R extends Records.Result<S>> Records<S, R> records(String kind, Class<R> type) {
        return new Records<>(folder, () -> checkpoints().lastDigest(), kind, type);
    }

    /** {@return why the run failed, if it did} */
    public Optional<Failure> failure() {
        return Files.exists(failureFile())
                ? Optional.of(SealedJson.read(failureFile(), Failure.class))
                : Optional.empty();
    }

    /**
     * @return what became of the run, as its file names say
     * @throws UserError if its spec is damaged
     */
    public State state() {
        long step = checkpoints().lastStep();
        if (step >= spec().recipe().totalSteps()) {
            return State.FINISHED;
        }
        if (RunLock.held(folder)) {
            return State.TRAINING;
        }
        if (Files.exists(failureFile())) {
            return State.FAILED;
        }
        return step < 0 ? State.NEW : State.INTERRUPTED;
    }

    /**
     * @return the final checkpoint, its checksum verified
     * @throws UserError if the run is not finished, or the checkpoint is damaged
     */
    public Checkpoint finalCheckpoint() {
        ExperimentSpec spec = spec();
        long step = checkpoints().lastStep();
        if (step < spec.recipe().totalSteps()) {
            throw new UserError(
                    "run %s is not finished (%s of %s steps); train it first: %s"
                            .formatted(
                                    id(),
                                    Math.max(0, step),
                                    spec.recipe().totalSteps(),
                                    Commands.train(spec)));
        }
        return checkpoints().load(checkpoints().files().get(0));
    }

    /**
     * @return the arrays of the trained model: weights, and parameters of mask and noise
     * @throws WeightsNotKept if the run was archived without its weights
     * @throws UserError if the run is not finished, or its weights are damaged
     */
    public Map<String, HostArray> model() {
        Optional<FinalModel> end = archived();
        return end.isPresent() ? archivedModel(end.get()) : finalCheckpoint().model();
    }

    /** {@return whether a finished run has its weights: an archived one may have records alone} */
    public boolean keepsWeights() {
        return archived()
                .map(end -> end.model() != null)
                .orElseGet(() -> !checkpoints().files().isEmpty());
    }

    /** How a run ended that has no checkpoints any more. */
    private Optional<FinalModel> archived() {
        return checkpoints().files().isEmpty() ? FinalModel.find(folder) : Optional.empty();
    }

    private Map<String, HostArray> archivedModel(FinalModel end) {
        if (end.model() == null) {
            throw new WeightsNotKept(spec());
        }
        Path file = folder.resolve(FinalModel.MODEL);
        String found = Files.exists(file) ? AtomicFiles.sha256(file) : "nothing";
        if (!found.equals(end.model())) {
            throw new UserError(
                    ("%s is damaged: expected SHA-256 %s, found %s; restore the file (git checkout)"
                                    + " or train the run: %s")
                            .formatted(file, end.model(), found, Commands.train(spec())));
        }
        return Npz.read(file);
    }

    public Path specFile() {
        return folder.resolve(ExperimentSpec.FILE);
    }

    public Path provenanceFile() {
        return folder.resolve("provenance.json");
    }

    public Path metricsFile() {
        return folder.resolve("metrics.jsonl");
    }

    public Path failureFile() {
        return folder.resolve("failure.json");
    }

    /** Replaces the epoch records. */
    public void writeEpochs(List<EpochRecord> epochs, AtomicFiles.Right right) {
        StringBuilder lines = new StringBuilder();
        epochs.forEach(epoch -> lines.append(SealedJson.seal(epoch, false)).append('\n'));
        AtomicFiles.write(metricsFile(), lines.toString(), right);
    }
}
