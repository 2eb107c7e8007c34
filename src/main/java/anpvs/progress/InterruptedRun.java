package anpvs.progress;

/** Training was interrupted by the user; everything that was done is stored. */
public final class InterruptedRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was stopped, where, and how to go on
     */
    public InterruptedRun(String message) {
        super(message);
    }
}
