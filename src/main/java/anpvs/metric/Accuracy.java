package anpvs.metric;

import anpvs.UserError;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * The share of images that a classifier gets right.
 *
 * @param correct how many
 * @param images of how many
 */
public record Accuracy(int correct, int images) {
    /** Checks the counts. */
    public Accuracy {
        if (images < 1 || correct < 0 || correct > images) {
            throw new UserError(
                    "accuracy of " + correct + " in " + images + "; expected at least one image");
        }
    }

    /**
     * @param flags for each image whether it was right
     * @return the accuracy
     */
    public static Accuracy of(boolean[] flags) {
        int correct = 0;
        for (boolean flag : flags) {
            correct += flag ? 1 : 0;
        }
        return new Accuracy(correct, flags.length);
    }

    /** {@return percent, 0 to 100} */
    public double percent() {
        return 100.0 * correct / images;
    }

    /** {@return lower end of the exact binomial 95 % interval (Clopper-Pearson), percent} */
    public double lowPercent() {
        return 100 * exact().getLowerBound();
    }

    /** {@return upper end of the exact binomial 95 % interval (Clopper-Pearson), percent} */
    public double highPercent() {
        return 100 * exact().getUpperBound();
    }

    private Interval exact() {
        return BinomialConfidenceInterval.CLOPPER_PEARSON.fromErrorRate(images, correct, 0.05);
    }
}
