package anpvs.model;

import ai.djl.ndarray.NDArray;
import anpvs.engine.RandomStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a forward pass in training mode has beyond one in evaluation mode: dropout, whose noise
 * comes from here, and batch statistics, which it leaves here.
 */
public final class TrainingPass {
    private final RandomStream dropout;
    private final Precision precision;
    private final Map<String, NDArray> statistics = new LinkedHashMap<>();

    /**
     * A pass in float32.
     *
     * @param dropout the noise; two passes over equal streams drop the same units
     */
    public TrainingPass(RandomStream dropout) {
        this(dropout, Precision.FLOAT32);
    }

    /**
     * @param dropout the noise; two passes over equal streams drop the same units
     * @param precision of the maps of VGG-16; LeNet is always in float32
     */
    public TrainingPass(RandomStream dropout, Precision precision) {
        this.dropout = dropout;
        this.precision = precision;
    }

    /**
     * {@return rows with some of their numbers dropped and the others scaled up}
     *
     * @param rows (N, features) float32
     * @param rate share that is dropped
     */
    NDArray dropped(NDArray rows, double rate) {
        return dropped(rows, rate, Precision.FLOAT32);
    }

    /**
     * {@return the same of maps}
     *
     * @param maps (N, C, H, W) in the precision of the pass
     * @param rate share that is dropped
     */
    NDArray droppedMaps(NDArray maps, double rate) {
        return dropped(maps, rate, precision);
    }

    private NDArray dropped(NDArray input, double rate, Precision type) {
        if (rate == 0) {
            return input;
        }
        NDArray noise = dropout.dropout(input.getManager(), rate, input.getShape());
        return type.product(input, noise);
    }

    /** {@return the precision of the maps of VGG-16} */
    public Precision precision() {
        return precision;
    }

    /**
     * Called by the network in its forward pass.
     *
     * @param name of the running statistic, such as {@code bn1.running_mean}
     * @param value the batch's, as it enters the running average; its owner keeps it
     */
    public void statistic(String name, NDArray value) {
        statistics.put(name, value);
    }

    /** {@return the batch's statistics by the name of the running ones; empty without any} */
    public Map<String, NDArray> statistics() {
        return statistics;
    }
}
