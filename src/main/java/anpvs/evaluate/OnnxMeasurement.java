package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.check.Check;
import anpvs.check.CheckSettings;
import anpvs.check.Subject;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.engine.ComputeDevice;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.onnx.OnnxNetwork;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Any network in an ONNX file, measured as runs are: evaluated, attacked with the strongest attacks
 * known, and checked for false robustness. Attacks and checks are stored in a folder beside the
 * file, its name with {@code .results}, in one of the data set, and not computed again.
 */
public final class OnnxMeasurement implements AutoCloseable {
    private static final String FOLDER = ".results";

    private final Path file;
    private final Dataset dataset;
    private final ImageSet set;
    private final Progress progress;
    private final String weights;
    private final NDManager manager = ComputeDevice.newManager();
    private final Classifier classifier;
    private final boolean hasLatents;

    /**
     * @param file an ONNX file
     * @param dataset the images that it is measured on
     * @param data gives them
     * @param progress sees how far it is
     * @throws UserError if the file is no network that can be read, or does not fit the images
     */
    public OnnxMeasurement(
            Path file, Dataset dataset, Function<Dataset, ImageSet> data, Progress progress) {
        this.file = file;
        this.dataset = dataset;
        this.progress = progress;
        this.weights = AtomicFiles.sha256(file);
        Activations ofOneImage;
        try {
            OnnxNetwork network = OnnxNetwork.parse(bytes(file));
            checkImages(network);
            this.classifier = network.classifier(manager);
            this.set = data.apply(dataset);
            NDArray image = set.test().images(manager, 0);
            ofOneImage = classifier.forward(image);
        } catch (UserError e) {
            manager.close();
            throw new UserError(file + ": " + e.getMessage(), e);
        }
        this.hasLatents = !ofOneImage.latents().isEmpty(); // a ReLU's, to be driven apart
        long classes = ofOneImage.logits().getShape().get(1);
        if (classes != dataset.classes()) {
            manager.close();
            throw new UserError(
                    "%s tells %s classes apart; %s has %s"
                            .formatted(file, classes, dataset.id(), dataset.classes()));
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError("cannot be read: " + UserError.reason(e), e);
        }
    }

    private void checkImages(OnnxNetwork network) {
        if (network.channels() != dataset.channels()
                || network.height() != dataset.size()
                || network.width() != dataset.size()) {
            throw new UserError(
                    "its input is (N, %s, %s, %s); images of %s are (N, %s, %s, %s); name another --dataset"
                            .formatted(
                                    network.channels(),
                                    network.height(),
                                    network.width(),
                                    dataset.id(),
                                    dataset.channels(),
                                    dataset.size(),
                                    dataset.size()));
        }
    }

    private <S, R extends Records.Result<S>> Records<S, R> records(String kind, Class<R> type) {
        // settings do not name the images: of each set a folder of its own
        Path beside = file.resolveSibling(file.getFileName() + FOLDER).resolve(dataset.id());
        AtomicFiles.makeFolder(beside);
        return new Records<>(beside, () -> weights, kind, type);
    }

    private String name() {
        return file.getFileName().toString();
    }

    /**
     * @param settings how it is attacked; without the latent attack where it has no ReLU
     * @param again whether it is attacked anew where that is stored
     * @return what is left
     * @throws InterruptedRun if the thread was interrupted; the same call goes on
     */
    public AttackRecord attack(AttackSettings settings, boolean again) {
        AttackSettings fitting = hasLatents ? settings : settings.withoutLatent();
        Records<AttackSettings, AttackRecord> records =
                records(AttackRecord.KIND, AttackRecord.class);
        AttackPlan plan = new AttackPlan(fitting, dataset.classes(), null, null);
        return records.get(
                fitting,
                again,
                progress::note,
                right ->
                        new AttackExecution(records, name(), set, progress)
                                .carryOut(plan, classifier, classifier, right));
    }

    /**
     * @param settings how much is computed
     * @param checks which are made
     * @param again whether also those that are stored
     * @return all findings
     */
    public CheckRecord check(CheckSettings settings, List<Check> checks, boolean again) {
        Records<CheckSettings, CheckRecord> records = records(CheckRecord.KIND, CheckRecord.class);
        Optional<CheckRecord> before = records.find(settings, progress::note);
        List<Check> missing = again ? checks : CheckExecution.missing(checks, before, Set.of());
        return missing.isEmpty()
                ? before.orElseThrow()
                : records.locked(
                        progress::note,
                        right ->
                                new CheckExecution(records, name(), set, progress)
                                        .carryOut(
                                                Subject.of(classifier), settings, missing, right));
    }

    /**
     * Accuracies and vulnerability, as runs are evaluated. Nothing is stored.
     *
     * @param settings how
     * @return what the network achieves
     * @throws InterruptedRun if the thread was interrupted
     */
    public FileEvaluation evaluate(EvaluationSettings settings) {
        EvaluationPass pass = new EvaluationPass(settings, classifier, hasLatents);
        return FileEvaluation.of(name(), name(), pass, set.test(settings.images()), progress);
    }

    @Override
    public void close() {
        manager.close();
    }
}
