package anpvs.method;

import ai.djl.ndarray.NDArray;
import anpvs.attack.ThreatModel;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import anpvs.model.Standardisation;

/**
 * PGD as the published code runs it on CIFAR: on standardised images, whose values go from about -2
 * to 2. The radius is in these units, and each iterate is clipped to [0, 1] in them: what is below
 * an image's mean becomes the mean, what is more than a standard deviation above it is cut.
 *
 * @param classifier the network behind its standardisation: takes standardised images
 * @param settings radius, step size and steps, in units of an image's standard deviation
 * @param clips whether iterates are clipped to [0, 1], or the radius alone limits them
 */
public record PublishedAttack(Classifier classifier, PgdSettings settings, boolean clips) {
    /** No standardised value of 3,072 is beyond the root of their number, 55.4. */
    private static final float FAR = 100;

    /**
     * @param images (N, C, H, W) float32 in [0, 1]
     * @param labels true classes (N) float32
     * @param random for the start
     * @return the adversarial images on the scale of standardised ones, same shape and owner
     */
    public NDArray perturb(NDArray images, NDArray labels, RandomStream random) {
        float epsilon = (float) settings.epsilon();
        ThreatModel threat =
                clips ? ThreatModel.linf(epsilon) : new ThreatModel(epsilon, -FAR, FAR);
        NDArray standardised = Standardisation.of(images);
        return settings.pgd(threat).perturb(classifier, standardised, labels, random);
    }
}
