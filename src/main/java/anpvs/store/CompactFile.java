package anpvs.store;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import anpvs.Texts;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.model.BaseNetwork;
import anpvs.model.CompactNetwork;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pruned networks, rebuilt without their pruned units, as {@code .npz} files that numpy reads: the
 * arrays of {@link CompactNetwork}, and {@code network}, {@code dataset} and {@code run}, which are
 * text as uint8.
 *
 * @param run id of the run that it was made of
 * @param dataset the images that it was trained on
 * @param network the rebuilt network
 */
public record CompactFile(String run, Dataset dataset, CompactNetwork network) {
    private static final String NETWORK = "network";
    private static final String DATASET = "dataset";
    private static final String RUN = "run";

    /**
     * @param run a finished run with a mask
     * @param file where its rebuilt network goes; replaced if it is there
     * @return number of kept units of each mask and bytes of the arrays, for people
     * @throws UserError if the run is not finished or has no pruned units, or the file cannot be
     *     written
     */
    public static String export(Run run, Path file) {
        ModelFile.checkTarget(file);
        ExperimentSpec spec = run.spec();
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = ComputeDevice.newManager()) {
            if (model.mask() == null) {
                throw new UserError(unpruned(run, spec));
            }
            CompactNetwork network = model.compact(manager);
            Map<String, HostArray> arrays = new LinkedHashMap<>();
            arrays.put(NETWORK, HostArray.ofText(network.base().label()));
            arrays.put(DATASET, HostArray.ofText(spec.recipe().dataset().id()));
            arrays.put(RUN, HostArray.ofText(run.id()));
            arrays.putAll(Npz.ofEngine(network.arrays()));
            ModelFile.write(arrays, file);
            return new CompactFile(run.id(), spec.recipe().dataset(), network).describe();
        }
    }

    public static String unpruned(Run run, ExperimentSpec spec) {
        String method = spec.recipe().method().label();
        String why =
                spec.recipe().admm() != null
                        ? "sets single weights to 0 and keeps every unit, so that no array gets"
                                + " smaller"
                        : "has no mask, so that no unit is pruned";
        return run.id() + ": " + method + " " + why + "; export it without --compact";
    }

    /**
     * @param manager owner of the arrays
     * @param file as {@link #export} writes it
     * @return its content
     * @throws UserError naming the file and the array, if one is missing, unknown, of another shape
     *     or type, or holds a number that is not finite
     */
    public static CompactFile read(NDManager manager, Path file) {
        Map<String, HostArray> stored = Npz.read(file);
        stored.forEach(
                (name, array) -> {
                    if (array.type() == DataType.FLOAT32) {
                        ModelFile.checkFinite(file, name, array);
                    }
                });
        try {
            BaseNetwork base = BaseNetwork.of(takeText(stored, NETWORK));
            Dataset dataset = Dataset.of(takeText(stored, DATASET));
            String run = takeText(stored, RUN);
            Map<String, NDArray> arrays = Npz.toEngine(stored, manager);
            return new CompactFile(run, dataset, new CompactNetwork(base, arrays));
        } catch (UserError e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * @param file as {@link #export} writes it
     * @return the images that its network was trained on
     * @throws UserError as {@link #read} does
     */
    public static Dataset dataset(Path file) {
        try (NDManager manager = ComputeDevice.newManager()) {
            return read(manager, file).dataset();
        }
    }

    /** {@return what the network is, for people} */
    public String describe() {
        return Texts.format(
                "%s, units %s, %,d bytes",
                network.base().label(), network.units(), network.bytes());
    }

    private static String takeText(Map<String, HostArray> arrays, String name) {
        HostArray array = arrays.remove(name);
        if (array == null || array.type() != DataType.UINT8) {
            throw new UserError(
                    "array " + name + " is missing; expected a file as export --compact writes it");
        }
        return array.text();
    }
}
