package anpvs.store;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.method.Losses;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run needs to go on bit by bit as if it had not stopped. Random streams are
 * functions of seed, purpose and step, so the step number stands for all of them.
 *
 * @param runId the run it belongs to
 * @param step optimisation steps done
 * @param state weights, mask parameters and Adam moments by name
 * @param sums of the losses over the steps of the epoch that is under way
 * @param epochs records of the finished epochs
 */
public record Checkpoint(
        String runId,
        long step,
        Map<String, Npz.HostArray> state,
        Losses sums,
        List<EpochRecord> epochs) {
    /** How many sums of losses there are. */
    public static final int SUMMED = 5;

    private static final String RUN = "run.id";
    private static final String STEP = "run.step";
    private static final String SUMS = "run.sums";
    private static final String EPOCHS = "run.epochs";
    private static final List<String> TRAINING = List.of("adam.", "admm.");

    /** Copies the collections. */
    public Checkpoint {
        state = new LinkedHashMap<>(state);
        epochs = List.copyOf(epochs);
    }

    /** {@return the step of the epoch with the best score, the first of equals; -1 for none} */
    public long bestStep() {
        EpochRecord best = null;
        for (EpochRecord epoch : epochs) {
            if (best == null || epoch.score() > best.score()) {
                best = epoch;
            }
        }
        return best == null ? -1 : best.step();
    }

    /**
     * {@return the arrays that are needed to apply the model, not only to train it on: weights, and
     * parameters of mask and noise}
     */
    Map<String, Npz.HostArray> model() {
        Map<String, Npz.HostArray> model = new LinkedHashMap<>(state);
        model.keySet().removeIf(name -> TRAINING.stream().anyMatch(name::startsWith));
        return model;
    }

    /** {@return all of it as arrays that numpy reads} */
    Map<String, Npz.HostArray> toArrays() {
        Map<String, Npz.HostArray> arrays = new LinkedHashMap<>();
        arrays.put(RUN, Npz.HostArray.ofBytes(runId.getBytes(StandardCharsets.UTF_8)));
        arrays.put(STEP, Npz.HostArray.ofLong(step));
        double[] values = sums.inOrder().stream().mapToDouble(Double::doubleValue).toArray();
        arrays.put(SUMS, Npz.HostArray.ofDoubles(values));
        StringBuilder lines = new StringBuilder();
        epochs.forEach(epoch -> lines.append(SealedJson.canonical(epoch)).append('\n'));
        byte[] text = lines.toString().getBytes(StandardCharsets.UTF_8);
        arrays.put(EPOCHS, Npz.HostArray.ofBytes(text));
        arrays.putAll(state);
        return arrays;
    }

    /**
     * @param arrays what {@link #toArrays()} gave
     * @param file named in the error
     * @return the checkpoint
     * @throws UserError if arrays are missing or are not what was written
     */
    static Checkpoint ofArrays(Map<String, Npz.HostArray> arrays, Path file) {
        Map<String, Npz.HostArray> state = new LinkedHashMap<>(arrays);
        String id = text(take(state, RUN, DataType.UINT8, file));
        long step = take(state, STEP, DataType.INT64, file).buffer().getLong();
        double[] sums = new double[Losses.Name.values().length];
        Npz.HostArray stored = take(state, SUMS, DataType.FLOAT64, file);
        if (!stored.shape().equals(new Shape(sums.length))) {
            throw new UserError(file + ": " + SUMS + " has the shape " + stored.shape());
        }
        stored.buffer().asDoubleBuffer().get(sums);
        List<EpochRecord> epochs = new ArrayList<>();
        text(take(state, EPOCHS, DataType.UINT8, file))
                .lines()
                .forEach(
                        line ->
                                epochs.add(
                                        SealedJson.convert(
                                                SealedJson.parse(line, file.toString()),
                                                EpochRecord.class,
                                                file.toString())));
        Losses losses = Losses.of(Arrays.stream(sums).boxed().toList());
        return new Checkpoint(id, step, state, losses, epochs);
    }

    private static Npz.HostArray take(
            Map<String, Npz.HostArray> arrays, String name, DataType type, Path file) {
        Npz.HostArray array = arrays.remove(name);
        if (array == null || array.type() != type) {
            throw new UserError(file + " is no checkpoint: array '" + name + "' is missing");
        }
        return array;
    }

    private static String text(Npz.HostArray bytes) {
        return new String(bytes.data(), StandardCharsets.UTF_8);
    }
}
