package anpvs.check;

/** What a check came to. */
public enum CheckVerdict {
    /** As it must be. */
    PASS,
    /** Not as it should be, but explained by chance or by a weak attack; the note says by which. */
    WARN,
    /** Robustness that is measured is not to be believed as it stands. */
    FAIL,
    /** The network has nothing to which the question applies, or something is missing for it. */
    NONE;

    /**
     * @param other another verdict
     * @return the worse of both
     */
    public CheckVerdict worse(CheckVerdict other) {
        return badness() >= other.badness() ? this : other;
    }

    private int badness() {
        return switch (this) {
            case NONE -> 0;
            case PASS -> 1;
            case WARN -> 2;
            case FAIL -> 3;
        };
    }
}
