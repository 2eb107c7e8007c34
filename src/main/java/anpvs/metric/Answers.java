package anpvs.metric;

import anpvs.UserError;
import java.util.Base64;
import java.util.BitSet;

/**
 * Which test images a model answered rightly, for comparisons on the same images. Each text is a
 * bit for each image, the first image in the lowest bit of the first byte, in Base64.
 *
 * @param clean on clean images
 * @param attacked under the white-box attack from one start
 * @param worst under the worst of several starts
 */
public record Answers(String clean, String attacked, String worst) {
    /** {@return the images with a right answer on clean images} */
    public BitSet cleanImages() {
        return decode(clean);
    }

    /** {@return the images with a right answer under the attack from one start} */
    public BitSet attackedImages() {
        return decode(attacked);
    }

    /** {@return the images with a right answer under the worst of several starts} */
    public BitSet worstImages() {
        return decode(worst);
    }

    /**
     * @param clean the images with a right answer
     * @param attacked those with one under the attack from one start
     * @param worst those with one under the worst of several starts
     * @return the same, as it is stored
     */
    public static Answers of(BitSet clean, BitSet attacked, BitSet worst) {
        return new Answers(encode(clean), encode(attacked), encode(worst));
    }

    /**
     * @param images some images
     * @return the same, as it is stored
     */
    public static String encode(BitSet images) {
        return Base64.getEncoder().encodeToString(images.toByteArray());
    }

    /**
     * @param text what {@link #encode} made
     * @return the images
     * @throws UserError if it is no Base64
     */
    public static BitSet decode(String text) {
        try {
            return BitSet.valueOf(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new UserError("the answers of a record are no Base64: " + e.getMessage(), e);
        }
    }
}
