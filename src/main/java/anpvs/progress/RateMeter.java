package anpvs.progress;

/** Measures units a second over the last half minute or so. */
public final class RateMeter {
    private static final double WINDOW_SECONDS = 30;

    private long markTime = System.nanoTime();
    private long mark;
    private double before;

    /**
     * @param done units that were done when the measuring begins
     */
    public RateMeter(long done) {
        mark = done;
    }

    /**
     * @param done units done now
     * @return units a second; 0 while unknown
     */
    public double rate(long done) {
        double seconds = (System.nanoTime() - markTime) / 1e9;
        double current = seconds > 0 ? (done - mark) / seconds : 0;
        if (seconds > WINDOW_SECONDS) {
            markTime = System.nanoTime();
            mark = done;
            before = current;
        }
        double weight = before > 0 ? Math.min(1, seconds / WINDOW_SECONDS) : 1;
        return weight * current + (1 - weight) * before;
    }
}
