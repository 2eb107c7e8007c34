package anpvs.cli;

import anpvs.progress.InterruptedRun;
import anpvs.progress.StatusLine;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Lets a long task end in order when the user presses Ctrl-C or the process gets SIGTERM. */
final class Interrupts {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LAST_WORDS_SECONDS = 5;

    private static final CountDownLatch SAID = new CountDownLatch(1);

    private Interrupts() {}

    /**
     * Runs a command. If the process is told to end, the command's thread is interrupted, and the
     * process waits until the command has stored what it can: an engine that is torn down below a
     * thread that computes crashes.
     *
     * @return the command's exit code
     */
    static int guard(IntSupplier command) {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            StatusLine.end();
                            worker.interrupt();
                            boolean inTime = await(ended, PATIENCE_SECONDS);
                            if (!inTime) {
                                System.err.println(
                                        Called.name()
                                                + ": gave up waiting for the last checkpoint");
                            }
                            await(SAID, LAST_WORDS_SECONDS);
                        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return command.getAsInt();
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                // the hook is the one that stopped the command
            }
        }
    }

    /** The command has said how it ended: a process that was told to end may do so. */
    static void conclude() {
        SAID.countDown();
    }

    /**
     * Lets a command end between two parts of its work.
     *
     * @throws InterruptedRun if its thread was interrupted
     */
    static void check() {
        if (Thread.interrupted()) {
            throw new InterruptedRun("interrupted; nothing is stored, repeat the command");
        }
    }

    /** {@return whether the process has been told to end, or has begun to end} */
    static boolean ending() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread(() -> {}));
            return false;
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }

    private static boolean await(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
