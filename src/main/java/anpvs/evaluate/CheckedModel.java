package anpvs.evaluate;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.check.PlainNetwork;
import anpvs.check.Subject;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.model.Classifier;
import anpvs.store.ExperimentSpec;
import anpvs.store.ModelFile;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import anpvs.store.TransferSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finished run's network with all the views of it that checks compare.
 *
 * @param manager owner of what the views keep
 * @param open the models that they are views of
 * @param subject the network
 */
record CheckedModel(NDManager manager, List<TrainedModel> open, Subject subject)
        implements AutoCloseable {
    /**
     * @param run a finished run
     * @param others runs on which transfer examples are made
     * @return its network; close it after use
     * @throws UserError if the run is not finished
     */
    static CheckedModel open(Run run, Collection<Run> others) {
        NDManager manager = ComputeDevice.newManager();
        List<TrainedModel> open = new ArrayList<>();
        try {
            TrainedModel model = TrainedModel.open(run);
            open.add(model);
            Map<String, Classifier> sources = new LinkedHashMap<>();
            for (Run other : others) {
                TrainedModel source = TrainedModel.open(other);
                open.add(source);
                sources.put(other.id(), source.classifier());
            }
            boolean pruned = model.mask() != null && model.structure().sparsityPercent() > 0;
            Subject subject =
                    new Subject(
                            model.classifier(),
                            model.unthresholded(manager),
                            model.hardMasked(),
                            pruned ? model.compact(manager).classifier(manager) : null,
                            model.differsInTraining() ? model::trainingMode : null,
                            model.canDraw() ? model::draw : null,
                            sources,
                            plain(run)::logits);
            return new CheckedModel(manager, open, subject);
        } catch (RuntimeException e) {
            open.forEach(TrainedModel::close);
            manager.close();
            throw e;
        }
    }

    /** {@return the network by its definition, in double precision, from the exported file} */
    static PlainNetwork plain(Run run) {
        return new PlainNetwork(exported(run), run.spec().recipe().mask().rounded());
    }

    /**
     * The transfer attack's source, the network without a mask that the run started from, and what
     * the user named.
     *
     * @param run a run
     * @param store where others are looked for
     * @param named by the user
     * @return finished runs by their ids
     * @throws UserError if one that was named is the run itself or was trained on other images
     */
    static Map<String, Run> sources(Run run, RunStore store, List<Run> named) {
        ExperimentSpec spec = run.spec();
        Map<String, Run> found = new LinkedHashMap<>();
        for (Run other : named) {
            if (other.id().equals(run.id())
                    || other.spec().recipe().dataset() != spec.recipe().dataset()) {
                throw new UserError(
                        "%s cannot be the transfer source of %s; expected another run on %s"
                                .formatted(other.id(), run.id(), spec.recipe().dataset().id()));
            }
            found.put(other.id(), other);
        }
        TransferSource.find(store, spec)
                .filter(Run::keepsWeights)
                .ifPresent(source -> found.put(source.id(), source));
        spec.startSpec()
                .filter(start -> start.recipe().dataset() == spec.recipe().dataset())
                .map(store::of)
                .filter(Run::exists)
                .filter(start -> start.state() == Run.State.FINISHED && start.keepsWeights())
                .ifPresent(start -> found.put(start.id(), start));
        return found;
    }

    /** The model as anybody gets it: exported to a file, and read from there. */
    private static Map<String, float[]> exported(Run run) {
        Path file = temporary();
        try {
            ModelFile.export(run, file);
            Map<String, float[]> arrays = new HashMap<>();
            Npz.read(file).forEach((name, array) -> arrays.put(name, array.floats()));
            return arrays;
        } finally {
            file.toFile().delete(); // one that stays is the system's to remove
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("anpvs", ".npz");
        } catch (IOException e) {
            throw new UserError("cannot write a temporary file: " + UserError.reason(e), e);
        }
    }

    @Override
    public void close() {
        open.forEach(TrainedModel::close);
        manager.close();
    }
}
