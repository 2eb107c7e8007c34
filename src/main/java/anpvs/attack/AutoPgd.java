package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.attack.ExampleLoss.Objective;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Auto-PGD (Croce and Hein 2020): projected gradient steps with momentum from a random start, whose
 * step size begins at 2 epsilon and is halved for each example on its own, when at a checkpoint its
 * loss has risen too seldom or its best loss has not; it then goes on from the best point.
 *
 * <p>Of an example that it breaks it returns the misclassified point of the highest loss up to the
 * next checkpoint, of others the point of the highest loss.
 *
 * @param threat the ball and the pixel range
 * @param steps number of steps, 100 in AutoAttack
 * @param loss what is raised
 */
public record AutoPgd(ThreatModel threat, int steps, ExampleLoss loss) implements Attack {
    /** Steps in AutoAttack. */
    public static final int STEPS = 100;

    /** Checks the number. */
    public AutoPgd {
        if (steps < 1) {
            throw new UserError("attack steps is " + steps + "; expected 1 or more");
        }
    }

    /**
     * @param threat the ball and the pixel range
     * @param steps number of steps
     * @param loss an untargeted loss of the logits
     */
    public AutoPgd(ThreatModel threat, int steps, LogitLoss loss) {
        this(threat, steps, new LogitObjective(loss));
    }

    /**
     * APGD-T: the targeted DLR loss, aimed at one class after another.
     *
     * @param threat the ball and the pixel range
     * @param steps number of steps for each class
     * @param targets number of classes, from the likeliest wrong one
     * @return the attacks in their order, each meant for what the ones before have left
     */
    public static List<Attack> targeted(ThreatModel threat, int steps, int targets) {
        List<Attack> attacks = new ArrayList<>();
        for (int rank = 1; rank <= targets; rank++) {
            attacks.add(
                    new AutoPgd(
                            threat, steps, new LogitObjective(LogitLoss.TARGETED_DLR, rank, null)));
        }
        return attacks;
    }

    /**
     * @param steps number of steps
     * @return the steps after which the step size may be halved: for 100 steps 22, 41, 57, 70, 80,
     *     87, 93, 99
     */
    public static int[] checkpoints(int steps) {
        int window = Math.max(1, 22 * steps / 100);
        int smallest = Math.max(1, 6 * steps / 100);
        int shrink = Math.max(1, 3 * steps / 100);
        List<Integer> found = new ArrayList<>();
        for (int at = window; at <= steps; at += window) {
            found.add(at);
            window = Math.max(window - shrink, smallest);
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        NDManager owner = images.getManager();
        try (NDManager scope = owner.newSubManager()) {
            // so that everything made from it is closed with the scope
            NDArray clean = RowOperators.handle(scope, images);
            Objective objective = loss.of(classifier, clean, labels);
            NDArray found = new AutoPgdRun(this, clean, labels, objective, random).run();
            found.attach(owner);
            return found;
        }
    }
}
