package anpvs.report;

/** A trained model that is not there; the message says how to get it. */
final class MissingModel extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what is missing, the command that trains it and the estimated time
     */
    MissingModel(String message) {
        super(message);
    }
}
