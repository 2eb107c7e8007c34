package anpvs.study;

import anpvs.data.LabelledImages;

/**
 * One image before and after an attack, and what a network says about it.
 *
 * @param channels 1 or 3
 * @param size height and width in pixels
 * @param clean pixels in [0, 1], channel by channel, row by row
 * @param adversarial the same after the attack
 * @param label true class
 * @param before what the network says about the clean image
 * @param after what it says about the adversarial image
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; two images are never compared
public record AttackedImage(
        int channels,
        int size,
        float[] clean,
        float[] adversarial,
        int label,
        Prediction before,
        Prediction after) {
    /**
     * The network's first choice.
     *
     * @param label class
     * @param probability softmax probability of it, in [0, 1]
     * @param name of the class
     */
    public record Prediction(int label, double probability, String name) {}

    /** {@return one of some images, with its label} */
    static AttackedImage of(
            LabelledImages images,
            int index,
            float[] clean,
            float[] adversarial,
            Prediction before,
            Prediction after) {
        return new AttackedImage(
                images.channels(),
                images.size(),
                clean,
                adversarial,
                images.label(index),
                before,
                after);
    }

    /** {@return the largest change of a pixel} */
    public double largest() {
        double most = 0;
        for (int i = 0; i < clean.length; i++) {
            most = Math.max(most, Math.abs((double) adversarial[i] - clean[i]));
        }
        return most;
    }

    /** {@return the mean change of a pixel, signs left out} */
    public double mean() {
        double sum = 0;
        for (int i = 0; i < clean.length; i++) {
            sum += Math.abs((double) adversarial[i] - clean[i]) / clean.length;
        }
        return sum;
    }
}
