package anpvs.attack;

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
}
