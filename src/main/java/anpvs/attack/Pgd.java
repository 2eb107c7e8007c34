package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import java.util.function.UnaryOperator;

/**
 * Projected gradient descent (Eq. 4; Madry et al. 2018): steps along the sign of the input gradient
 * of a loss, each projected to the ball and the pixel range; the last iterate is the result.
 *
 * @param threat the ball and the pixel range
 * @param stepSize length of a step, on the scale of pixels in [0, 1]
 * @param steps number of steps; 0 leaves the start
 * @param start the first iterate
 * @param loss what is raised
 */
public record Pgd(ThreatModel threat, float stepSize, int steps, AttackStart start, AttackLoss loss)
        implements Attack {
    /**
     * PGD on the cross-entropy.
     *
     * @param threat the ball and the pixel range
     * @param stepSize length of a step, on the scale of pixels in [0, 1]
     * @param steps number of steps; 0 leaves the start
     * @param randomStart whether to start at a uniform random point of the ball, or at the image
     */
    public Pgd(ThreatModel threat, float stepSize, int steps, boolean randomStart) {
        this(
                threat,
                stepSize,
                steps,
                randomStart ? AttackStart.UNIFORM : AttackStart.IMAGE,
                AttackLoss.CROSS_ENTROPY);
    }

    /** {@return the same attack, raising another loss} */
    public Pgd withLoss(AttackLoss other) {
        return new Pgd(threat, stepSize, steps, start, other);
    }

    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        return iterate(
                classifier,
                images,
                labels,
                clean -> {
                    NDManager scope = clean.getManager();
                    return clean.add(
                            start.noise(scope, threat.epsilon(), clean.getShape(), random));
                },
                steps);
    }

    /**
     * Goes on from where the same attack with fewer steps has ended: gives what {@link #perturb}
     * does with that attack's random numbers, without repeating its steps.
     *
     * @param classifier the model under attack, in evaluation mode
     * @param images (N, C, H, W) float32 in the pixel range
     * @param labels true classes (N) float32
     * @param from what the shorter attack found; not changed
     * @param taken its steps, at most {@link #steps}
     * @return as {@link #perturb}
     */
    public NDArray goOn(
            Classifier classifier, NDArray images, NDArray labels, NDArray from, int taken) {
        return iterate(
                classifier,
                images,
                labels,
                clean -> RowOperators.handle(clean.getManager(), from),
                steps - taken);
    }

    private NDArray iterate(
            Classifier classifier,
            NDArray images,
            NDArray labels,
            UnaryOperator<NDArray> first,
            int left) {
        NDManager owner = images.getManager();
        try (NDManager scope = owner.newSubManager()) {
            // so that everything made from it is closed with the scope
            NDArray clean = RowOperators.handle(scope, images);
            NDArray lower = threat.lowest(clean);
            NDArray upper = threat.highest(clean);
            UnaryOperator<NDArray> raised = loss.of(classifier, clean, labels);
            NDArray current = first.apply(clean).maximum(lower).minimum(upper);
            for (int step = 0; step < left; step++) {
                current = step(raised, current, lower, upper);
            }
            current.attach(owner);
            return current;
        }
    }

    private NDArray step(
            UnaryOperator<NDArray> raised, NDArray from, NDArray lower, NDArray upper) {
        NDManager outer = from.getManager();
        try (NDManager scope = outer.newSubManager()) {
            from.attach(scope);
            NDArray gradient = InputGradient.of(from, raised);
            NDArray moved = Operators.signStep(from.stopGradient(), gradient, stepSize);
            NDArray next = moved.maximum(lower).minimum(upper);
            next.attach(outer);
            return next;
        }
    }
}
