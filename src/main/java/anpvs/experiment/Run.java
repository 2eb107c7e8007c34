package anpvs.experiment;

import anpvs.UserError;
import anpvs.check.CheckSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

    /**
     * @return what was to be trained
     * @throws UserError if the record is damaged or its hash is not the run's id
     */
    public ExperimentSpec spec() {
        return RecordCache.get(specFile(), ExperimentSpec.class, this::readSpec);
    }

    private ExperimentSpec readSpec() {
        Path file = specFile();
        ExperimentSpec spec =
                SealedJson.unseal(SealedJson.text(file), ExperimentSpec.class, file.toString());
        if (!spec.runId().equals(id())) {
            throw new UserError(
                    file + " describes run " + spec.runId() + ", but its folder is " + id());
        }
        return spec;
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
        return new Checkpoints(this);
    }

    /**
     * @return every evaluation of the run that is stored
     * @throws UserError if one is damaged
     */
    public List<Evaluation> evaluations() {
        return records("evaluation-.*\\.json", Evaluation.class);
    }

    /**
     * @return every attack on the run that is stored
     * @throws UserError if one is damaged
     */
    public List<AttackRecord> attacks() {
        return records("attack-.*\\.json", AttackRecord.class);
    }

    /**
     * @return what checks found, for all numbers of images
     * @throws UserError if a record is damaged
     */
    public List<CheckRecord> checks() {
        return records("checks-.*\\.json", CheckRecord.class);
    }

    /**
     * @return every measurement in the way of the published code that is stored
     * @throws UserError if one is damaged
     */
    public List<PublishedEvaluation> published() {
        return records("published-.*\\.json", PublishedEvaluation.class);
    }

    private <T> List<T> records(String names, Class<T> type) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(names))
                    .sorted()
                    .map(file -> SealedJson.read(file, type))
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot list " + folder + ": " + AtomicFiles.reason(e), e);
        }
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
        if (RunLock.held(this)) {
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
        if (checkpoints().lastStep() < spec.recipe().totalSteps()) {
            throw new UserError(
                    "run "
                            + id()
                            + " is not finished ("
                            + Math.max(0, checkpoints().lastStep())
                            + " of "
                            + spec.recipe().totalSteps()
                            + " steps); train it first: "
                            + Commands.train(spec));
        }
        return checkpoints().load(checkpoints().files().get(0));
    }

    /**
     * @return the arrays of the trained model: weights, and parameters of mask and noise
     * @throws WeightsNotKept if the run was archived without its weights
     * @throws UserError if the run is not finished, or its weights are damaged
     */
    Map<String, Npz.HostArray> model() {
        Optional<FinalModel> end = checkpoints().files().isEmpty() ? archived() : Optional.empty();
        if (end.isPresent()) {
            return archivedModel(end.get());
        }
        Map<String, Npz.HostArray> model = new LinkedHashMap<>(finalCheckpoint().state());
        model.keySet().removeIf(name -> !Model.isModel(name));
        return model;
    }

    /** {@return whether a finished run has its weights: an archived one may have records alone} */
    public boolean keepsWeights() {
        return !checkpoints().files().isEmpty()
                || archived().map(end -> end.model() != null).orElse(false);
    }

    private Map<String, Npz.HostArray> archivedModel(FinalModel end) {
        if (end.model() == null) {
            throw new WeightsNotKept(this);
        }
        Path file = folder.resolve(FinalModel.MODEL);
        String found = Files.exists(file) ? ModelFile.digest(file) : "nothing";
        if (!found.equals(end.model())) {
            throw new UserError(
                    file
                            + " is damaged: expected SHA-256 "
                            + end.model()
                            + ", found "
                            + found
                            + "; restore the file (git checkout) or train the run: "
                            + Commands.train(spec()));
        }
        return Npz.read(file);
    }

    /**
     * @return how an archived run ended; empty for one that has its checkpoints
     * @throws UserError if the record is damaged or another run's
     */
    Optional<FinalModel> archived() {
        Path file = folder.resolve(FinalModel.RECORD);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        FinalModel end = SealedJson.read(file, FinalModel.class);
        if (!end.run().equals(id())) {
            throw new UserError(file + " belongs to run " + end.run() + "; remove it");
        }
        return Optional.of(end);
    }

    Path specFile() {
        return folder.resolve("spec.json");
    }

    Path provenanceFile() {
        return folder.resolve("provenance.json");
    }

    Path metricsFile() {
        return folder.resolve("metrics.jsonl");
    }

    Path failureFile() {
        return folder.resolve("failure.json");
    }

    Path evaluationFile(EvaluationSettings settings) {
        return folder.resolve("evaluation-" + settings.id() + ".json");
    }

    Path publishedFile(EvaluationSettings settings) {
        return folder.resolve("published-" + settings.id() + ".json");
    }

    Path checkFile(CheckSettings settings) {
        return CheckExecution.file(folder, settings, ".json");
    }

    /** The adversarial images that the checks have stored. */
    Path checkExamples(CheckSettings settings) {
        return CheckExecution.file(folder, settings, ".npz");
    }

    /** Replaces the epoch records. */
    void writeEpochs(List<EpochRecord> epochs, RunLock lock) {
        StringBuilder lines = new StringBuilder();
        epochs.forEach(epoch -> lines.append(SealedJson.seal(epoch, false)).append('\n'));
        AtomicFiles.write(metricsFile(), lines.toString(), lock::check);
    }

    void writeFailure(Failure failure, RunLock lock) {
        AtomicFiles.write(failureFile(), SealedJson.seal(failure, true), lock::check);
    }

    void clearFailure() {
        try {
            Files.deleteIfExists(failureFile());
        } catch (IOException e) {
            throw new UserError("cannot delete " + failureFile() + ": " + AtomicFiles.reason(e), e);
        }
    }
}
