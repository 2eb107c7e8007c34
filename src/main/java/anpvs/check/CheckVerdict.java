package anpvs.check;

/** What a check came to; the worse, the later. */
public enum CheckVerdict {
    /** The network has nothing to which the question applies, or something is missing for it. */
    NONE,
    /** As it must be. */
    PASS,
    /** Not as it should be, but explained by chance or by a weak attack; the note says by which. */
    WARN,
    /** Robustness that is measured is not to be believed as it stands. */
    FAIL;

    /**
     * @param other another verdict
     * @return the worse of both
     */
    public CheckVerdict worse(CheckVerdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
