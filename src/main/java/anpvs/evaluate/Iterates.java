package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import anpvs.attack.Pgd;
import anpvs.data.Batch;
import anpvs.data.HostArray;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the attack of an evaluation has ended, batch by batch. A longer one, as in the sweep of
 * Table 2, takes the same steps first, so it goes on from there and finds the same, to the bit.
 */
final class Iterates {
    /** Of no attack. */
    static final Iterates NONE = new Iterates(null, null, null);

    private final String weights;
    private final EvaluationSettings settings;
    private final Iterates shorter;
    private final Map<Integer, HostArray> found = new HashMap<>();

    private Iterates(String weights, EvaluationSettings settings, Iterates shorter) {
        this.weights = weights;
        this.settings = settings;
        this.shorter = shorter;
    }

    /**
     * @param digest of the weights under attack
     * @param next how they are attacked
     * @return what becomes of that attack, which goes on from this one if it can
     */
    Iterates then(String digest, EvaluationSettings next) {
        boolean goesOn = digest.equals(weights) && next.goesOnFrom(settings);
        return new Iterates(digest, next, goesOn ? this : NONE);
    }

    /** {@return steps that need not be taken again} */
    int known() {
        return shorter == NONE ? 0 : shorter.settings.attack().steps();
    }

    /**
     * @param pgd the attack of the settings
     * @param model the weights under attack
     * @param batch what is attacked
     * @param random of the attack from its start
     * @return what {@link Pgd#perturb} gives
     */
    NDArray perturb(Pgd pgd, Classifier model, Batch batch, RandomStream random) {
        NDArray x = batch.images();
        NDArray y = batch.labels();
        HostArray from = shorter.found.remove(batch.first());
        NDArray to =
                from == null
                        ? pgd.perturb(model, x, y, random)
                        : pgd.goOn(model, x, y, from.toEngine(x.getManager()), known());
        found.put(batch.first(), HostArray.of(to));
        return to;
    }
}
