package anpvs.check;

import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A network under suspicion, and the other views of it that checks compare it with.
 *
 * @param model the network as it is measured: evaluation mode, its mask's expectation thresholded
 * @param unthresholded the same with the expectation of units that are pruned; null without a mask
 * @param rounded the same with its mask rounded to 0 and 1; null without a mask
 * @param compact rebuilt without its pruned units; null where nothing is pruned
 * @param trainingMode as it is trained, each pass with noise of its own from the stream; null where
 *     this is the same network
 * @param draw makes a network with weights or a mask drawn from the stream, owned by the manager;
 *     null where training knows none
 * @param sources networks on which transferred examples are made, by name
 * @param plain the logits of one image (C H W) by another code path; null where there is none
 */
public record Subject(
        Classifier model,
        Classifier unthresholded,
        Classifier rounded,
        Classifier compact,
        Function<RandomStream, Classifier> trainingMode,
        BiFunction<NDManager, RandomStream, Classifier> draw,
        Map<String, Classifier> sources,
        Function<double[], double[]> plain) {
    /** Copies the map, keeping its order. */
    public Subject {
        sources = new LinkedHashMap<>(sources);
    }

    /**
     * @param model a network of which nothing else is known
     * @return it alone
     */
    public static Subject of(Classifier model) {
        return new Subject(model, null, null, null, null, null, Map.of(), null);
    }
}
