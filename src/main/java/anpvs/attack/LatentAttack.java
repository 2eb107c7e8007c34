package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;

/**
 * An adaptive attack on vulnerability suppression: Auto-PGD that raises the cross-entropy and, with
 * it, the distance of the latent features that the defence keeps small.
 *
 * @param threat the ball and the pixel range
 * @param steps number of steps
 * @param weight of the latent distance beside the cross-entropy
 */
public record LatentAttack(ThreatModel threat, int steps, double weight) implements Attack {
    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        return new AutoPgd(threat, steps, new LatentLoss(weight))
                .perturb(classifier, images, labels, random);
    }
}
