package anpvs.store;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.method.Losses;
import java.nio.file.Path;
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
        Map<String, HostArray> state,
        Losses sums,
        List<EpochRecord> epochs) {
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
    Map<String, HostArray> model() {
        Map<String, HostArray> model = new LinkedHashMap<>(state);
        model.keySet().removeIf(name -> TRAINING.stream().anyMatch(name::startsWith));
        return model;
    }

    /** {@return all of it as arrays that numpy reads} */
    Map<String, HostArray> toArrays() {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put(RUN, HostArray.ofText(runId));
        arrays.put(STEP, HostArray.ofLong(step));
        double[] values = sums.inOrder().stream().mapToDouble(Double::doubleValue).toArray();
        arrays.put(SUMS, HostArray.ofDoubles(values));
        StringBuilder lines = new StringBuilder();
        epochs.forEach(epoch -> lines.append(SealedJson.canonical(epoch)).append('\n'));
        arrays.put(EPOCHS, HostArray.ofText(lines.toString()));
        arrays.putAll(state);
        return arrays;
    }

    /**
     * @param arrays what {@link #toArrays()} gave
     * @param file named in the error
     * @return the checkpoint
     * @throws UserError if arrays are missing or are not what was written
     */
    static Checkpoint ofArrays(Map<String, HostArray> arrays, Path file) {
        Map<String, HostArray> state = new LinkedHashMap<>(arrays);
        String id = take(state, RUN, DataType.UINT8, file).text();
        long step = take(state, STEP, DataType.INT64, file).buffer().getLong();
        HostArray sums = take(state, SUMS, DataType.FLOAT64, file);
        if (!sums.shape().equals(new Shape(Losses.Name.values().length))) {
            throw new UserError(file + ": " + SUMS + " has the shape " + sums.shape());
        }
        String where = file.toString();
        List<EpochRecord> epochs =
                take(state, EPOCHS, DataType.UINT8, file)
                        .text()
                        .lines()
                        .map(line -> SealedJson.parse(line, where))
                        .map(tree -> SealedJson.convert(tree, EpochRecord.class, where))
                        .toList();
        Losses losses = Losses.of(Arrays.stream(sums.doubles()).boxed().toList());
        return new Checkpoint(id, step, state, losses, epochs);
    }

    private static HostArray take(
            Map<String, HostArray> arrays, String name, DataType type, Path file) {
        HostArray array = arrays.remove(name);
        if (array == null || array.type() != type) {
            throw new UserError(file + " is no checkpoint: array '" + name + "' is missing");
        }
        return array;
    }
}
