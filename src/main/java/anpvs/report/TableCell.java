package anpvs.report;

/**
 * One cell of a table.
 *
 * @param text what it says
 * @param look how it looks
 */
public record TableCell(String text, Look look) {
    /** How a cell looks. */
    public enum Look {
        /** An ordinary value. */
        PLAIN,
        /** The best of its column. */
        BEST,
        /** A value of the paper, or a difference: less prominent. */
        MUTED,
        /** The paper's best of its column. */
        MUTED_BEST,
        /** Words: aligned left, in several lines where they are long. */
        TEXT;

        boolean best() {
            return this == BEST || this == MUTED_BEST;
        }
    }

    /**
     * @param text what the cell says
     * @return an ordinary cell
     */
    public static TableCell of(String text) {
        return new TableCell(text, Look.PLAIN);
    }
}
