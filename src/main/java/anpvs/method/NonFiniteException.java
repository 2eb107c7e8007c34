package anpvs.method;

/** A loss or a gradient is not a number or infinite; thrown before anything was updated. */
public final class NonFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param tensor what is not finite, such as {@code gradient of conv1.weight}
     * @param step the optimisation step, 0-based
     */
    public NonFiniteException(String tensor, long step) {
        super(tensor + " is not finite at step " + step + "; nothing was updated");
    }
}
