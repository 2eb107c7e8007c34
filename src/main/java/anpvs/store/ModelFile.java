package anpvs.store;

import ai.djl.ndarray.types.DataType;
import anpvs.OutputFile;
import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    public static void checkTarget(Path file) {
        if (OutputFile.isPipe(file)) {
            return;
        }
        Path folder;
        try {
            folder = OutputFile.regular(file).getParent();
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + UserError.reason(e), e);
        }
        if (!Files.isDirectory(folder)) {
            throw new UserError("cannot write " + file + ": there is no folder " + folder);
        }
    }

    public static void write(Map<String, HostArray> arrays, Path file) {
        AtomicFiles.export(file, out -> Npz.writeCompressed(arrays, out));
    }

    public static void checkFinite(Path file, String name, HostArray array) {
        if (array.type() != DataType.FLOAT32) {
            throw new UserError(file + ": array " + name + " is " + array.type() + ", not float32");
        }
        float[] values = array.floats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new UserError(
                        "%s: array %s holds a number that is not finite, at position %s"
                                .formatted(file, name, i));
            }
        }
    }
}
