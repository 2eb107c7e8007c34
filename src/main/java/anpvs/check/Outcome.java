package anpvs.check;

import anpvs.metric.Accuracy;
import anpvs.metric.Median;
import anpvs.metric.PairedDifference;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What a network makes of one version of the images.
 *
 * @param right images that it answers rightly
 * @param losses cross-entropy of each image, in double precision
 * @param examples the images themselves, batch by batch
 */
@SuppressWarnings("ArrayRecordComponent") // made once, and changed by nobody
record Outcome(BitSet right, double[] losses, List<float[]> examples) {
    private static final double SIGNIFICANT = 0.01;

    Outcome {
        examples = List.copyOf(examples);
    }

    int images() {
        return losses.length;
    }

    double percent() {
        return new Accuracy(right.cardinality(), images()).percent();
    }

    double meanLoss() {
        return Arrays.stream(losses).average().orElseThrow();
    }

    double medianLoss() {
        return Median.of(losses);
    }

    /**
     * @param weaker an attack that is expected to find no more
     * @return this one's accuracy minus that one's on the same images, in points
     */
    PairedDifference minus(Outcome weaker) {
        return PairedDifference.byImage(right, weaker.right, images());
    }

    /**
     * Whether this attack, which should be at least as strong as another, is.
     *
     * @param weaker the other
     * @return PASS if it leaves no more images right; FAIL if it leaves more and chance gives so
     *     large a difference in less than one of a hundred cases (exact test of McNemar); else WARN
     */
    CheckVerdict atMost(Outcome weaker) {
        PairedDifference difference = minus(weaker);
        if (difference.difference() <= 0) {
            return CheckVerdict.PASS;
        }
        return difference.p() < SIGNIFICANT ? CheckVerdict.FAIL : CheckVerdict.WARN;
    }

    /**
     * @param other the same images
     * @return which of them are right in both
     */
    BitSet rightToo(Outcome other) {
        BitSet both = (BitSet) right.clone();
        both.and(other.right);
        return both;
    }
}
