package anpvs.method;

/**
 * The terms of one training step's loss, each before its weight.
 *
 * @param total what the weights minimise, without weight decay
 * @param clean cross-entropy of the clean images
 * @param adversarial cross-entropy of the adversarial images; 0 without an attack
 * @param vulnerability V of Eq. 2; 0 where the method does not use it
 * @param kl KL divergence of the mask, summed over units, or of random weights; 0 without either
 */
public record Losses(
        double total, double clean, double adversarial, double vulnerability, double kl) {}
