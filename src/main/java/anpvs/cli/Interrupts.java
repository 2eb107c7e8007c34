package anpvs.cli;

import anpvs.experiment.StatusLine;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a long task end in order when the user presses Ctrl-C or the process gets SIGTERM. */
final class Interrupts {
    private static final long PATIENCE_SECONDS = 60;

    private Interrupts() {}

    /**
     * Runs a task. If the process is told to end, the task's thread is interrupted, and the process
     * waits until the task has stored its checkpoint.
     */
    static void guard(Runnable task) {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            StatusLine.end();
                            worker.interrupt();
                            await(ended);
                        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            task.run();
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                // the hook is the one that stopped the task
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean inTime = latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println(Called.name() + ": gave up waiting for the last checkpoint");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
