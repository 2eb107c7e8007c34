package anpvs.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes a stream that has given nothing for a while: HttpClient alone would wait for ever. */
final class Watchdog implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final long patience;
    private volatile long last = System.nanoTime();
    private volatile boolean bitten;

    Watchdog(InputStream stream, Duration patience) {
        this.patience = patience.toNanos();
        Thread thread = new Thread(() -> watch(stream), "download watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** Something came. */
    void alive() {
        last = System.nanoTime();
    }

    /** {@return whether the stream was closed for its silence} */
    boolean hasBitten() {
        return bitten;
    }

    private void watch(InputStream stream) {
        try {
            long left = patience;
            while (left > 0) {
                if (done.await(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
                left = patience - (System.nanoTime() - last);
            }
            bitten = true;
            stream.close();
        } catch (IOException | InterruptedException e) {
            // the reader sees a closed stream either way
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
