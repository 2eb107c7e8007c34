package anpvs.experiment;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import anpvs.OutputFile;
import anpvs.UserError;
import anpvs.engine.ComputeDevice;
import anpvs.method.Losses;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trained models as {@code .npz} files that numpy reads: {@code conv1.weight} (20, 1, 5, 5), {@code
 * conv1.bias}, {@code conv2.*}, {@code dense3.weight} (500, 800; inputs channel-major), {@code
 * dense4.*}, and with a mask {@code mask1.a_uc}, {@code mask1.b_uc} .. {@code mask4.*}, or {@code
 * mask1.mu}, {@code mask1.logvar} ...; of random weights {@code conv1.weight} is the mean and
 * {@code conv1.weight.rho} the noise.
 */
public final class ModelFile {
    private ModelFile() {}

    /**
     * @param run a finished run
     * @param file where its model goes; replaced if it is there
     * @throws UserError if the run is not finished or the file cannot be written
     */
    public static void export(Run run, Path file) {
        checkTarget(file);
        try (TrainedModel model = TrainedModel.open(run)) {
            write(model.arrays(), file);
        }
    }

    /** Refuses a file that cannot be written before anything is computed for it. */
    static void checkTarget(Path file) {
        if (OutputFile.isPipe(file)) {
            return;
        }
        Path folder;
        try {
            folder = OutputFile.regular(file).getParent();
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + AtomicFiles.reason(e), e);
        }
        if (!Files.isDirectory(folder)) {
            throw new UserError("cannot write " + file + ": there is no folder " + folder);
        }
    }

    static void write(Map<String, Npz.HostArray> arrays, Path file) {
        AtomicFiles.export(file, out -> Npz.write(arrays, out));
    }

    /**
     * Makes a finished run of a model file. Its spec names the file's SHA-256 in place of a
     * training, so that it is never taken for a run that the kit trained.
     *
     * @param store where the run goes
     * @param spec what the model is said to be: its method decides whether there is a mask
     * @param file as {@link #export} writes it
     * @return the run, finished after 0 steps
     * @throws UserError naming the array, if one is missing, unknown, of another shape or type, or
     *     holds a number that is not finite
     */
    public static Run importInto(RunStore store, ExperimentSpec spec, Path file) {
        Map<String, Npz.HostArray> arrays = Npz.read(file);
        Recipe recipe = spec.recipe();
        String mask = recipe.mask().vib() ? "mask1.mu" : "mask1.a_uc";
        if (recipe.mask().present() && !arrays.containsKey(mask)) {
            throw new UserError(
                    file
                            + " holds no mask ("
                            + mask
                            + " ..), which "
                            + recipe.method().label()
                            + " needs");
        }
        if (recipe.weightNoise() != null
                && arrays.keySet().stream().noneMatch(name -> name.endsWith(".rho"))) {
            throw new UserError(
                    file
                            + " holds no random weights (conv1.weight.rho ..), which "
                            + recipe.method().label()
                            + " needs");
        }
        arrays.forEach((name, array) -> checkFinite(file, name, array));
        ExperimentSpec imported = ExperimentSpec.imported(spec, digest(file));
        try (NDManager manager = ComputeDevice.newManager();
                TrainingState state =
                        TrainingState.initial(manager, imported.recipe(), imported.seed())) {
            try (NDManager scratch = manager.newSubManager()) {
                state.loadModel(Trainer.engineArrays(arrays, scratch));
            } catch (UserError e) {
                throw new UserError(file + ": " + e.getMessage(), e);
            }
            return store(store, imported, state);
        }
    }

    private static Run store(RunStore store, ExperimentSpec spec, TrainingState state) {
        Run run = store.create(spec);
        try (RunLock lock = RunLock.acquire(run, line -> {})) {
            SessionLog log = new SessionLog(run, lock, null, Map.of(), 0, null);
            Map<String, Npz.HostArray> stored = new LinkedHashMap<>();
            state.arrays().forEach((name, array) -> stored.put(name, Npz.HostArray.of(array)));
            run.checkpoints()
                    .save(new Checkpoint(run.id(), 0, stored, Losses.ZERO, List.of()), lock);
            log.checkpointed(0);
            return run;
        }
    }

    static void checkFinite(Path file, String name, Npz.HostArray array) {
        if (array.type() != DataType.FLOAT32) {
            throw new UserError(file + ": array " + name + " is " + array.type() + ", not float32");
        }
        FloatBuffer values = array.buffer().asFloatBuffer();
        while (values.hasRemaining()) {
            if (!Float.isFinite(values.get())) {
                throw new UserError(
                        file
                                + ": array "
                                + name
                                + " holds a number that is not finite, at position "
                                + (values.position() - 1));
            }
        }
    }

    static String digest(Path file) {
        try {
            return AtomicFiles.sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + AtomicFiles.reason(e), e);
        }
    }
}
