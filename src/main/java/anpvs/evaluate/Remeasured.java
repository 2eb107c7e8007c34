package anpvs.evaluate;

import anpvs.metric.Accuracy;
import anpvs.metric.Answers;
import anpvs.store.Run;
import java.util.BitSet;

/**
 * A stored network attacked again, beside what its record says of the same images.
 *
 * @param run the run
 * @param images how many test images, from the first
 * @param recorded which of them were answered rightly when the record was made
 * @param found which of them are answered rightly now
 * @param seconds wall time of the attack
 */
public record Remeasured(Run run, int images, Answers recorded, Answers found, double seconds) {
    /**
     * Answers that may differ, in percent of the images: other threads or another processor round
     * otherwise, and an image on the boundary falls to the other side.
     */
    public static final double TOLERANCE_PERCENT = 1;

    /** {@return accuracy on clean images by the record} */
    public Accuracy recordedClean() {
        return accuracy(recorded.cleanImages());
    }

    /** {@return accuracy under the attack by the record} */
    public Accuracy recordedAttacked() {
        return accuracy(recorded.attackedImages());
    }

    /** {@return accuracy on clean images as found now} */
    public Accuracy clean() {
        return accuracy(found.cleanImages());
    }

    /** {@return accuracy under the attack as found now} */
    public Accuracy attacked() {
        return accuracy(found.attackedImages());
    }

    /** {@return images whose answer, clean or under attack, is not the recorded one} */
    public int differing() {
        BitSet different = different(recorded.cleanImages(), found.cleanImages());
        different.or(different(recorded.attackedImages(), found.attackedImages()));
        return different.cardinality();
    }

    /** {@return whether so few answers differ that rounding explains them} */
    public boolean agrees() {
        return differing() <= TOLERANCE_PERCENT / 100 * images;
    }

    private BitSet different(BitSet one, BitSet other) {
        BitSet different = one.get(0, images);
        different.xor(other.get(0, images));
        return different;
    }

    private Accuracy accuracy(BitSet right) {
        return new Accuracy(right.get(0, images).cardinality(), images);
    }
}
