package anpvs.report;

/**
 * Our value against the paper's.
 *
 * @param difference ours minus the paper's
 * @param tolerance two standard deviations of the difference, both spreads together, and half of
 *     the paper's last printed digit; of one seed there is no spread, and the paper's alone counts
 */
public record Deviation(double difference, double tolerance) {
    /** The mark of a difference of more than two standard deviations. */
    public static final String MARK = "\u2020";

    /**
     * @param paper the paper's value
     * @param ours the value measured here
     * @return the comparison
     */
    public static Deviation of(PaperValue paper, Spread ours) {
        double theirs = paper.sd().doubleValue();
        double own = ours.seeds() > 1 ? ours.sd() : 0;
        double rounding = paper.mean().ulp().doubleValue() / 2;
        return new Deviation(
                ours.mean() - paper.mean().doubleValue(), 2 * Math.hypot(theirs, own) + rounding);
    }

    /** {@return whether the two values are more than two standard deviations apart} */
    public boolean outside() {
        // A hair's breadth for decimals that binary fractions cannot hold.
        return Math.abs(difference) > tolerance + 1e-9;
    }

    /**
     * @param decimals decimals of the difference
     * @return signed, with the mark if it is outside, such as {@code −1.43†}
     */
    public String format(int decimals) {
        String text = Numbers.signed(decimals, difference);
        return outside() ? text + MARK : text;
    }
}
