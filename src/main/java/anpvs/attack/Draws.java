package anpvs.attack;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.model.Classifier;
import java.util.function.Function;

/**
 * The networks through which an attack sees a model that is random (weights, masks): it averages
 * each gradient over several of them, expectation over transformation (Athalye et al. 2018).
 *
 * @param draw makes a network of its own, owned by the manager
 * @param count how many for each gradient, at least 1
 */
public record Draws(Function<NDManager, Classifier> draw, int count) {
    /** Checks the number. */
    public Draws {
        if (count < 1) {
            throw new UserError("gradient draws is " + count + "; expected 1 or more");
        }
    }
}
