package anpvs.attack;

import anpvs.model.Classifier;
import java.util.concurrent.CancellationException;

/**
 * Counts the passes of a batch through networks, and stops before one when the thread is
 * interrupted: a batch under PGD can take minutes, a pass takes a second or two.
 */
public final class WatchedPasses {
    private double expected;
    private int begun;
    private Runnable listener = () -> {};

    /**
     * @param expected how many passes a batch takes, roughly; the first batch corrects it
     */
    public WatchedPasses(double expected) {
        this.expected = expected;
    }

    /**
     * @param network does the work
     * @return the same, watched; instead of a pass it throws a {@link CancellationException} where
     *     the thread is interrupted, which it stays
     */
    public Classifier watch(Classifier network) {
        return network.watched(images -> begin());
    }

    private void begin() {
        Interruption.check();
        begun++;
        listener.run();
    }

    /**
     * @param each is told of each pass
     */
    public void listen(Runnable each) {
        listener = each;
    }

    /** {@return how much of the batch is done, from 0 to less than 1} */
    public double share() {
        return Math.max(0, begun - 1) / Math.max(begun, expected);
    }

    /** The next batch begins; it takes as many passes as this one did. */
    public void nextBatch() {
        expected = begun;
        begun = 0;
    }
}
