package anpvs.kernel;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The one thread on which cells run, as long as the kernel lives.
 *
 * <p>An interrupt sets the thread's flag, which the kit's loops poll. Code that does not react
 * within {@link #GRACE_MILLIS} and is not the kit's own (that finishes its training step), or a
 * second interrupt, is stopped. What even that does not reach, such as a blocked read, is left
 * behind with its thread, and another takes its place.
 */
final class CellThread implements AutoCloseable {
    private static final long GRACE_MILLIS = 2000;

    private final ClassLoader classes;
    private final Runnable prepareStop;
    private final Consumer<Thread> stop;
    private final Object lock = new Object();
    private ExecutorService executor = Executors.newSingleThreadExecutor(this::cellThread);
    private Future<?> task;
    private Thread running;
    private boolean inCell;
    private boolean pending;
    private boolean interrupted;
    private boolean stopped;
    private String leftBehindIn;

    /**
     * Makes a thread for cells.
     *
     * @param classes the thread's class loader
     * @param prepareStop called before cells run, and again before the first one after a stop
     * @param stop ends code that does not react to an interrupt
     */
    CellThread(ClassLoader classes, Runnable prepareStop, Consumer<Thread> stop) {
        this.classes = classes;
        this.prepareStop = prepareStop;
        this.stop = stop;
        prepareStop.run();
    }

    private Thread cellThread(Runnable work) {
        Thread thread = new Thread(work, "cell");
        thread.setDaemon(true);
        thread.setContextClassLoader(classes);
        return thread;
    }

    /** A cell begins; an interrupt that waits for it reaches it at once. */
    void beginCell() {
        synchronized (lock) {
            inCell = true;
            interrupted = pending;
            pending = false;
            leftBehindIn = null;
            if (stopped) {
                stopped = false;
                prepareStop.run();
            }
        }
    }

    void endCell() {
        synchronized (lock) {
            inCell = false;
        }
    }

    /** Nothing waits to be run: an interrupt of before has nothing to reach. */
    void forgetInterrupt() {
        synchronized (lock) {
            pending = false;
        }
    }

    boolean wasInterrupted() {
        synchronized (lock) {
            return interrupted;
        }
    }

    /** What the interrupted cell waits in for ever; null if it has ended. */
    String leftBehindIn() {
        synchronized (lock) {
            return leftBehindIn;
        }
    }

    /**
     * Calls {@code work} on the thread of the cells, where {@link #interrupt} reaches it.
     *
     * @throws Throwable what the work throws; a {@code ThreadDeath} or a {@code
     *     CancellationException} if it was stopped or left behind
     */
    <T> T call(Callable<T> work) throws Throwable {
        Future<T> future;
        synchronized (lock) {
            future = executor.submit(() -> tracked(work));
            task = future;
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        } finally {
            synchronized (lock) {
                task = null; // it would hold the result
            }
        }
    }

    private <T> T tracked(Callable<T> work) throws Exception {
        synchronized (lock) {
            if (interrupted) { // while the snippet was compiled
                throw new CancellationException();
            }
            running = Thread.currentThread();
        }
        try {
            return work.call();
        } finally {
            synchronized (lock) {
                if (running == Thread.currentThread()) { // not where this thread was left behind
                    running = null;
                }
            }
        }
    }

    /** Interrupts the cell that runs now, or else the next. */
    void interrupt() {
        synchronized (lock) {
            if (!inCell) {
                pending = true;
                return;
            }
            boolean again = interrupted;
            interrupted = true;
            if (running == null) {
                return;
            }
            if (again) {
                stopRunning();
                return;
            }
            running.interrupt();
            Thread interrupts = running;
            KernelMain.daemon("interrupt", () -> stopUnresponsive(interrupts));
        }
    }

    private void stopUnresponsive(Thread thread) {
        try {
            boolean waited = false;
            while (true) {
                Thread.sleep(GRACE_MILLIS);
                synchronized (lock) {
                    if (running != thread || !interrupted) {
                        return;
                    }
                    if (stopped && waited) {
                        leaveBehind();
                        return;
                    }
                    waited = stopped;
                    if (!stopped && !insideKit(thread)) {
                        stopRunning();
                        waited = true;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the cell's thread up and lets another take its place. */
    private void leaveBehind() {
        leftBehindIn = calledByCell(running);
        running = null;
        executor.shutdownNow();
        executor = Executors.newSingleThreadExecutor(this::cellThread);
        task.cancel(false);
    }

    /** The method that the cell called and that does not return. */
    private static String calledByCell(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .takeWhile(frame -> !frame.getClassName().startsWith("REPL."))
                .reduce((inner, outer) -> outer)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse("code");
    }

    /** Whether the kit's own code runs, which ends by itself once it is interrupted. */
    private static boolean insideKit(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .map(StackTraceElement::getClassName)
                .anyMatch(name -> name.startsWith("anpvs.") && !name.startsWith("anpvs.kernel."));
    }

    private void stopRunning() {
        stopped = true;
        stop.accept(running);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
