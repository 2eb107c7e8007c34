package anpvs.report.claims;

import anpvs.Texts;
import anpvs.method.Method;
import anpvs.report.Numbers;

/**
 * Whether two networks may decide a claim. Those of the paper's schedule may, and those whose
 * baseline, trained as they are, comes near to the paper's clean accuracy; others only indicate.
 *
 * @param decides whether they may
 * @param where what sets the networks apart from the paper's, such as {@code in runs of 3 % of the
 *     paper's steps}
 * @param baseline AT, or Standard for claims about clean training
 * @param ours its clean accuracy in per cent; NaN if it was not measured
 * @param paper the same in the paper
 */
record Authority(boolean decides, String where, Method baseline, double ours, double paper) {
    /** How far the baseline may be below the paper's clean accuracy, in points. */
    static final double MARGIN = 10;

    /** The rule, for the notes of a page. */
    static final String RULE =
            Texts.format(
                    "A claim is decided only by networks of the paper's schedule, or by networks whose"
                            + " baseline (AT; Standard for claims about clean training) is within %.0f"
                            + " points of the paper's clean accuracy on these images, and only by two"
                            + " seeds or more, as another seed can turn a difference around. Others"
                            + " give an indication, with its numbers. What is counted needs one seed.",
                    MARGIN);

    /**
     * @param where see {@link Authority}
     * @param schedule whether the networks have the paper's schedule
     * @param baseline see {@link Authority}
     * @param ours see {@link Authority}
     * @param paper see {@link Authority}
     * @return what the rule says
     */
    static Authority of(
            String where, boolean schedule, Method baseline, double ours, double paper) {
        return new Authority(schedule || ours >= paper - MARGIN, where, baseline, ours, paper);
    }

    /**
     * {@return the same for one network of each method: whatever their training, another seed might
     * say otherwise}
     */
    Authority ofOneSeed() {
        return new Authority(
                false, decides ? "on one seed" : where + ", one seed", baseline, ours, paper);
    }

    /**
     * @param least smallest share of the paper's steps, 1 for all
     * @param most largest share
     * @return such as {@code in runs of 2 to 3 % of the paper's steps}
     */
    static String ofSteps(double least, double most) {
        String low = percent(least);
        String high = percent(most);
        return "in runs of "
                + (low.equals(high) ? low : low + " to " + high)
                + " % of the paper's steps";
    }

    private static String percent(double share) {
        return Numbers.fixed(share < 0.01 ? 1 : 0, 100 * share);
    }

    /** {@return the baseline's accuracies in words; nothing where the networks may decide} */
    String why() {
        if (decides || ours >= paper - MARGIN) {
            return "";
        }
        if (Double.isNaN(ours)) {
            return baseline.label() + " not measured";
        }
        return Texts.format(
                "%s has %.2f %% clean accuracy, in the paper %.2f", baseline.label(), ours, paper);
    }
}
