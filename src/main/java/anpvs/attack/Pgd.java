package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;

/**
 * Projected gradient descent (Madry et al. 2018): steps along the sign of the input gradient of the
 * cross-entropy, each projected to the ball and the pixel range; the last iterate is the result.
 *
 * @param threat the ball and the pixel range
 * @param stepSize length of a step, on the scale of pixels in [0, 1]
 * @param steps number of steps; 0 leaves the start
 * @param randomStart whether to start at a uniform random point of the ball, or at the image
 */
public record Pgd(ThreatModel threat, float stepSize, int steps, boolean randomStart)
        implements Attack {
    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        NDManager owner = images.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray start = images.duplicate();
            start.attach(scope); // so that everything made from it is closed with the scope
            NDArray lower = threat.lowest(start);
            NDArray upper = threat.highest(start);
            NDArray current = start;
            if (randomStart) {
                NDArray noise =
                        random.uniform(
                                scope, -threat.epsilon(), threat.epsilon(), images.getShape());
                current = start.add(noise).maximum(lower).minimum(upper);
            }
            for (int step = 0; step < steps; step++) {
                current = step(classifier, current, labels, lower, upper);
            }
            current.attach(owner);
            return current;
        }
    }

    private NDArray step(
            Classifier classifier, NDArray from, NDArray labels, NDArray lower, NDArray upper) {
        NDManager outer = from.getManager();
        try (NDManager scope = outer.newSubManager()) {
            from.attach(scope);
            NDArray gradient = InputGradient.crossEntropy(classifier, from, labels);
            NDArray moved = from.stopGradient().add(gradient.sign().mul(stepSize));
            NDArray next = moved.maximum(lower).minimum(upper);
            next.attach(outer);
            return next;
        }
    }
}
