package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import java.util.Collections;

/**
 * Several runs of a random attack, of which each example keeps its worst: a misclassified one
 * before a correct one, then the one of the higher cross-entropy. The first run is the attack
 * alone, with the same random numbers.
 *
 * @param attack the attack, with a random start
 * @param restarts number of runs, at least 1
 */
public record Restarts(Attack attack, int restarts) implements Attack {
    /** Checks the number. */
    public Restarts {
        if (restarts < 1) {
            throw new anpvs.UserError("restarts is " + restarts + "; expected 1 or more");
        }
    }

    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        try (NDArray first = attack.perturb(classifier, images, labels, random)) {
            return worst(classifier, images, labels, first, random);
        }
    }

    /**
     * Goes on from the second run, where the result of the first is wanted by itself too.
     *
     * @param classifier the model under attack, in evaluation mode
     * @param images (N, C, H, W) float32 in [0, 1]
     * @param labels true classes (N) float32
     * @param first what the first run found; not changed
     * @param random the stream that the first run has used
     * @return the worst of all runs for each example; owned by the manager of {@code images}
     */
    public NDArray worst(
            Classifier classifier,
            NDArray images,
            NDArray labels,
            NDArray first,
            RandomStream random) {
        return Cascade.worst(
                Collections.nCopies(restarts - 1, attack),
                classifier,
                images,
                labels,
                first,
                random);
    }
}
