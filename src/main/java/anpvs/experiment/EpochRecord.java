package anpvs.experiment;

import java.util.List;

/**
 * What one epoch gave. A function of the spec alone (no times), so that the records of a resumed
 * run equal those of an uninterrupted one.
 *
 * @param epoch 1-based
 * @param step steps done at its end
 * @param total mean of the minimised loss over the epoch's steps
 * @param clean mean cross-entropy on clean images
 * @param adversarial mean cross-entropy on adversarial images; 0 without an attack
 * @param vulnerability mean of V (Eq. 2) over the steps; 0 if the loss leaves it out
 * @param kl mean KL divergence of the mask from its prior; 0 without a mask
 * @param cleanAccuracy per cent, on the first training images, at the epoch's end
 * @param robustAccuracy per cent, the same images under the training attack; null without one
 * @param active kept units of each mask; empty without a mask
 */
public record EpochRecord(
        int epoch,
        long step,
        double total,
        double clean,
        double adversarial,
        double vulnerability,
        double kl,
        double cleanAccuracy,
        Double robustAccuracy,
        List<Integer> active) {
    /** Copies the list. */
    public EpochRecord {
        active = List.copyOf(active);
    }

    /** {@return what decides the best epoch: accuracy under the training attack, or clean} */
    public double score() {
        return robustAccuracy == null ? cleanAccuracy : robustAccuracy;
    }
}
