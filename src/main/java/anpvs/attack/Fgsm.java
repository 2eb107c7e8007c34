package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;

/**
 * The fast gradient sign method (Goodfellow et al. 2015): one step of length epsilon from the image
 * along the sign of the input gradient.
 *
 * @param threat the ball and the pixel range
 */
public record Fgsm(ThreatModel threat) implements Attack {
    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        return new Pgd(threat, threat.epsilon(), 1, false)
                .perturb(classifier, images, labels, random);
    }
}
