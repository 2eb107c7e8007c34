package anpvs.method;

/**
 * The choices in which the paper's text and its published code differ. Every result says which it
 * used. What concerns VGG-16 alone follows the preset's name, so that runs on MNIST do not carry
 * it.
 *
 * <p>Not reproduced: on CIFAR the published code standardises the images before the attack, so that
 * its radius of .03 is in units of the image's standard deviation, and clips them to [0, 1] in
 * these units, which changes most pixels by far more than the radius. The kit attacks pixels in
 * either preset: no attack in [0, 1] can say what those images were. Without a mask the published
 * code takes V from two passes of its own, which also move the running statistics of batch
 * normalisation; the kit takes it from the passes of the cross-entropies.
 *
 * @param name {@code paper} or {@code published-code}
 * @param sharedNoise whether the clean and the adversarial pass of the vulnerability loss use the
 *     same mask draw (paper: one theta, one M), or each pass its own (published code)
 * @param firstLatentGradient whether the first latent layer's term of the vulnerability loss has a
 *     gradient (Eq. 2), or only a value (published code, by an assignment that cuts it)
 * @param priorPerLayerUnits whether the mask's prior is alpha/K with K the units of the layer (Eq.
 *     8), or alpha = 1e-4 itself (published code)
 * @param wholeTestSet whether accuracy and vulnerability are taken over all test images, or
 *     accuracy over whole batches of 64 and vulnerability over the last one (published code)
 */
public record Fidelity(
        String name,
        boolean sharedNoise,
        boolean firstLatentGradient,
        boolean priorPerLayerUnits,
        boolean wholeTestSet) {
    /** What the paper's text defines. */
    public static final Fidelity PAPER = new Fidelity("paper", true, true, true, true);

    /** What the published code computes. */
    public static final Fidelity PUBLISHED_CODE =
            new Fidelity("published-code", false, false, false, false);

    /**
     * {@return whether the input of VGG's last batch normalisation is a latent feature besides the
     * 14 behind activations (published code), or only these (the paper's L - 2)}
     */
    public boolean preActivationLatent() {
        return name.equals(PUBLISHED_CODE.name);
    }

    /**
     * {@return whether the running statistics of batch normalisation come from the start run with
     * its weights, or begin anew at 0 and 1 (published code, which loads trained variables only)}
     */
    public boolean carriesStatistics() {
        return !preActivationLatent();
    }

    /**
     * {@return whether the random factors and offsets of batch normalisation behind convolutions
     * start with large noise (published code, which forgets to make it small), or with that of all
     * other random weights}
     */
    public boolean wideNormNoise() {
        return name.equals(PUBLISHED_CODE.name);
    }

    /**
     * @param name {@code paper} or {@code published-code}
     * @return the preset
     * @throws anpvs.UserError if there is none of that name
     */
    public static Fidelity of(String name) {
        Fidelity[] presets = {PAPER, PUBLISHED_CODE};
        return anpvs.Names.find("fidelity", name, presets, Fidelity::name);
    }
}
