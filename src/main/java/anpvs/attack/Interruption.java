package anpvs.attack;

import java.util.concurrent.CancellationException;

/** Lets a long attack end between two steps. */
final class Interruption {
    private Interruption() {}

    /**
     * @throws CancellationException if the thread was interrupted; it stays so
     */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the attack was interrupted");
        }
    }
}
