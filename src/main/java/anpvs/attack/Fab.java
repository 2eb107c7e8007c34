package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.List;

/**
 * The fast adaptive boundary attack (Croce and Hein 2020): it looks for the nearest misclassified
 * point by projecting, in turns, the iterate and the image onto the linearised decision boundary.
 * Of an example it is done with the first misclassified point inside the ball; where it finds none,
 * it returns the image itself.
 *
 * @param threat the ball and the pixel range
 * @param steps number of steps, 100 in AutoAttack
 * @param rank the class whose boundary is approached: 1 for the one with the largest clean logit
 *     after the true class, 2 for the next ..; 0 for the nearest boundary of all at each step,
 *     which takes a gradient for each class
 * @param randomStart whether to start half of epsilon away in a random direction, or at the image
 */
public record Fab(ThreatModel threat, int steps, int rank, boolean randomStart) implements Attack {
    /** Steps in AutoAttack. */
    public static final int STEPS = 100;

    /** Checks the ranges. */
    public Fab {
        if (steps < 1 || rank < 0) {
            throw new UserError(
                    "attack steps "
                            + steps
                            + ", target rank "
                            + rank
                            + ": expected 1 and 0 or more");
        }
    }

    /**
     * @param threat the ball and the pixel range
     * @param steps number of steps of each run
     * @param targets for FAB-T, number of classes, from the likeliest wrong one; 0 for untargeted
     * @param restarts number of runs for each class, the first from the image
     * @return the attacks in their order, each meant for what the ones before have left
     */
    public static List<Attack> runs(ThreatModel threat, int steps, int targets, int restarts) {
        List<Attack> runs = new ArrayList<>();
        for (int rank = Math.min(1, targets); rank <= targets; rank++) {
            for (int run = 0; run < restarts; run++) {
                runs.add(new Fab(threat, steps, rank, run > 0));
            }
        }
        return runs;
    }

    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        NDManager owner = images.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray clean = RowOperators.handle(scope, images);
            NDArray found = new FabRun(this, classifier, clean, labels, random).run();
            found.attach(owner);
            return found;
        }
    }
}
