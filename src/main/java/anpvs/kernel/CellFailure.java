package anpvs.kernel;

import java.util.List;

/** Why a cell ended early, as its reader sees it. It has no stack trace of its own. */
final class CellFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final transient List<String> lines;

    /**
     * @param name what Jupyter calls the error, such as {@code IllegalStateException}
     * @param message one or more sentences
     * @param lines what stands below the cell; may hold ANSI colours
     */
    CellFailure(String name, String message, List<String> lines) {
        super(message, null, false, false);
        this.name = name;
        this.lines = List.copyOf(lines);
    }

    /** A failure whose output is its message alone. */
    static CellFailure plain(String name, String message) {
        return new CellFailure(name, message, message.lines().toList());
    }

    /**
     * @param leftBehindIn the method in which the cell waits for ever; null if it has ended
     */
    static CellFailure interrupted(String leftBehindIn) {
        return plain(
                "Interrupted",
                leftBehindIn == null
                        ? "Interrupted. Variables keep their values; the next cell can be run."
                        : ("Interrupted, but the cell waits in %s, which Java cannot interrupt. Its"
                                        + " thread is left behind and may go on; restart the kernel"
                                        + " to end it. Variables keep their values; the next cell"
                                        + " can be run.")
                                .formatted(leftBehindIn));
    }

    String name() {
        return name;
    }

    List<String> lines() {
        return lines;
    }
}
