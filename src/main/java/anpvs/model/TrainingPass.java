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
    private final Map<String, NDArray> statistics = new LinkedHashMap<>();

    /**
     * @param dropout the noise; two passes over equal streams drop the same units
     */
    public TrainingPass(RandomStream dropout) {
        this.dropout = dropout;
    }

    /** {@return the noise of dropout} */
    public RandomStream dropout() {
        return dropout;
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
