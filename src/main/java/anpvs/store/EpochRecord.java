package anpvs.store;

import anpvs.Texts;
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
 * @param validation what the network does on images that it was not trained on; null where the
 *     recipe holds none out
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
        List<Integer> active,
        Validation validation) {
    /**
     * Accuracies on the held-out training images.
     *
     * @param images how many there are
     * @param cleanAccuracy per cent, on all of them
     * @param attacked how many of them, from the first, were attacked
     * @param robustAccuracy per cent of those, under ten steps of PGD from a random start, whatever
     *     the training attack; null for a method that trains on clean images only
     */
    public record Validation(
            int images, double cleanAccuracy, int attacked, Double robustAccuracy) {}

    /** Copies the list. */
    public EpochRecord {
        active = List.copyOf(active);
    }

    /**
     * {@return what decides the best epoch: accuracy under attack, or clean without one; on
     * held-out images where there are any}
     */
    public double score() {
        if (validation != null) {
            return validation.robustAccuracy == null
                    ? validation.cleanAccuracy
                    : validation.robustAccuracy;
        }
        return robustAccuracy == null ? cleanAccuracy : robustAccuracy;
    }

    /** {@return the accuracies in words} */
    public String accuracies() {
        String onTraining = text("training images", cleanAccuracy, robustAccuracy);
        return validation == null
                ? onTraining
                : text("held-out images", validation.cleanAccuracy, validation.robustAccuracy)
                        + ", "
                        + onTraining;
    }

    private static String text(String images, double clean, Double robust) {
        return images
                + Texts.format(" clean %.2f %%", clean)
                + (robust == null ? "" : Texts.format(" and attacked %.2f %%", robust));
    }
}
