package anpvs.train;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.method.Losses;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.store.AtomicFiles;
import anpvs.store.Checkpoint;
import anpvs.store.ExperimentSpec;
import anpvs.store.ModelFile;
import anpvs.store.Run;
import anpvs.store.RunLock;
import anpvs.store.RunStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs whose model comes from a file and not from training. */
public final class ModelImport {
    private ModelImport() {}

    /**
     * Makes a finished run of a model file. Its spec names the file's SHA-256 in place of a
     * training, so that it is never taken for a run that the kit trained.
     *
     * @param store where the run goes
     * @param spec what the model is said to be: its method decides whether there is a mask
     * @param file as {@link ModelFile#export} writes it
     * @return the run, finished after 0 steps
     * @throws UserError naming the array, if one is missing, unknown, of another shape or type, or
     *     holds a number that is not finite
     */
    public static Run into(RunStore store, ExperimentSpec spec, Path file) {
        Map<String, HostArray> arrays = Npz.read(file);
        Recipe recipe = spec.recipe();
        String mask = recipe.mask().vib() ? "mask1.mu" : "mask1.a_uc";
        if (recipe.mask().present() && !arrays.containsKey(mask)) {
            throw new UserError(
                    "%s holds no mask (%s ..), which %s needs"
                            .formatted(file, mask, recipe.method().label()));
        }
        if (recipe.weightNoise() != null
                && arrays.keySet().stream().noneMatch(name -> name.endsWith(".rho"))) {
            throw new UserError(
                    file
                            + " holds no random weights (conv1.weight.rho ..), which "
                            + recipe.method().label()
                            + " needs");
        }
        arrays.forEach((name, array) -> ModelFile.checkFinite(file, name, array));
        ExperimentSpec imported = ExperimentSpec.imported(spec, AtomicFiles.sha256(file));
        try (NDManager manager = ComputeDevice.newManager();
                TrainingState state =
                        TrainingState.initial(manager, imported.recipe(), imported.seed())) {
            try (NDManager scratch = manager.newSubManager()) {
                state.loadModel(Npz.toEngine(arrays, scratch));
            } catch (UserError e) {
                throw new UserError(file + ": " + e.getMessage(), e);
            }
            return store(store, imported, state);
        }
    }

    private static Run store(RunStore store, ExperimentSpec spec, TrainingState state) {
        Run run = store.create(spec);
        try (RunLock lock = RunLock.acquire(run.folder(), line -> {})) {
            SessionLog log = new SessionLog(run, lock, null, Map.of(), 0, null);
            Map<String, HostArray> stored = Npz.ofEngine(state.arrays());
            run.checkpoints()
                    .save(new Checkpoint(run.id(), 0, stored, Losses.ZERO, List.of()), lock);
            log.checkpointed(0);
            return run;
        }
    }
}
