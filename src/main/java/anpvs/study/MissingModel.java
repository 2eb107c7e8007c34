package anpvs.study;

/** A trained model that is not there; the message says how to get it. */
public final class MissingModel extends RuntimeException {
    /** What begins a line that says what was not run. */
    public static final String LINE = "Missing: ";

    private static final long serialVersionUID = 1L;

    /**
     * @param message what is missing, the command that trains it and the estimated time
     */
    public MissingModel(String message) {
        super(message);
    }
}
