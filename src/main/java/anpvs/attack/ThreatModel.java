package anpvs.attack;

import ai.djl.ndarray.NDArray;

/**
 * What an attacker may change: each pixel by at most epsilon (l-infinity), within the pixel range.
 *
 * @param epsilon radius on the scale of the images, [0, 1]
 * @param lower smallest pixel value
 * @param upper largest pixel value
 */
public record ThreatModel(float epsilon, float lower, float upper) {
    /** Checks the ranges. */
    public ThreatModel {
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new anpvs.UserError(
                    "epsilon is " + epsilon + "; expected a number in [0, 1], the scale of pixels");
        }
    }

    /**
     * @param epsilon radius on the scale of the images, [0, 1]
     * @return the threat model on images in [0, 1]
     */
    public static ThreatModel linf(double epsilon) {
        return new ThreatModel((float) epsilon, 0f, 1f);
    }

    /**
     * @param images (N, C, H, W); where they lie outside of the range, it wins over the ball
     * @return for each pixel the smallest value allowed
     */
    public NDArray lowest(NDArray images) {
        return images.sub(epsilon).maximum(lower).minimum(upper);
    }

    /**
     * @param images (N, C, H, W); where they lie outside of the range, it wins over the ball
     * @return for each pixel the largest value allowed
     */
    public NDArray highest(NDArray images) {
        return images.add(epsilon).minimum(upper).maximum(lower);
    }

    /**
     * Checks a stored adversarial batch, whatever made it.
     *
     * @param images the clean images
     * @param adversarial the adversarial images
     * @throws IllegalStateException if a pixel is not finite, leaves the ball by more than 1e-6 or
     *     leaves the pixel range
     */
    public void check(NDArray images, NDArray adversarial) {
        float[] clean = images.toFloatArray();
        float[] changed = adversarial.toFloatArray();
        for (int i = 0; i < clean.length; i++) {
            float distance = Math.abs(changed[i] - clean[i]);
            // written so that NaN fails too
            if (!(distance <= epsilon + 1e-6f && changed[i] >= lower && changed[i] <= upper)) {
                throw new IllegalStateException(
                        "adversarial pixel "
                                + changed[i]
                                + " (clean: "
                                + clean[i]
                                + ") is outside the threat model: epsilon "
                                + epsilon
                                + ", range "
                                + lower
                                + " .. "
                                + upper);
            }
        }
    }
}
