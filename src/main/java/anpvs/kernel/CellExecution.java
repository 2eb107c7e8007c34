package anpvs.kernel;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jshell.execution.LocalExecutionControl;

/**
 * Runs the compiled snippets of JShell in this JVM, on one thread that lives as long as the kernel.
 * Keeps the last result and the last exception as they are, where JShell would turn them to text.
 *
 * <p>An interrupt sets the thread's flag, which the kit's loops poll. Code that does not react
 * within {@link #GRACE_MILLIS} and is not the kit's own (that finishes its training step), or a
 * second interrupt, is stopped: with {@code Thread.stop} where the JDK has it (below 20), else by
 * the checks that JShell itself weaves into the loops of cells (21 and later).
 */
final class CellExecution extends LocalExecutionControl {
    private static final long GRACE_MILLIS = 2000;
    private static final boolean THREAD_STOP = Runtime.version().feature() < 20;

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(this::cellThread);
    private final Object lock = new Object();
    private Thread running;
    private boolean inCell;
    private boolean interrupted;
    private boolean stopped;
    private volatile Object result;
    private volatile Throwable thrown;
    private Class<?> lastClass;

    /** Called by JShell while it is built; its thread then has the class loader of the cells. */
    CellExecution() {
        prepareStop();
    }

    private Thread cellThread(Runnable task) {
        Thread thread = new Thread(task, "cell");
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        return thread;
    }

    /** A cell begins: forgets the interrupts of earlier ones. */
    void beginCell() {
        synchronized (lock) {
            inCell = true;
            interrupted = false;
            if (stopped) {
                stopped = false;
                prepareStop();
            }
        }
    }

    void endCell() {
        synchronized (lock) {
            inCell = false;
        }
    }

    boolean wasInterrupted() {
        synchronized (lock) {
            return interrupted;
        }
    }

    /** The value of the last snippet, once. */
    Object takeResult() {
        Object value = result;
        result = null;
        return value;
    }

    /** What the last snippet threw, once; null if it ended normally. */
    Throwable takeThrown() {
        Throwable value = thrown;
        thrown = null;
        return value;
    }

    /** Clears the static field that holds the value of an expression of the last snippet. */
    void forget(String name) {
        try {
            Field field = lastClass.getDeclaredField(name);
            field.setAccessible(true);
            if (!field.getType().isPrimitive()) {
                field.set(null, null);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Calls {@code task} on the thread of the cells, where {@link #interrupt} reaches it.
     *
     * @throws Throwable what the task throws; a {@code ThreadDeath} if it was stopped
     */
    <T> T call(Callable<T> task) throws Throwable {
        Future<T> future = executor.submit(() -> tracked(task));
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private <T> T tracked(Callable<T> task) throws Exception {
        synchronized (lock) {
            if (interrupted) { // while the snippet was compiled
                throw new CancellationException();
            }
            running = Thread.currentThread();
        }
        try {
            return task.call();
        } finally {
            synchronized (lock) {
                running = null;
            }
        }
    }

    @Override
    @SuppressWarnings(
            "removal") // ThreadDeath is how the JDK's own execution controls stop a snippet
    protected String invoke(Method snippet) throws Exception {
        result = null;
        thrown = null;
        lastClass = snippet.getDeclaringClass();
        try {
            result = call(() -> snippet.invoke(null));
            return "";
        } catch (ThreadDeath | CancellationException e) {
            throw new StoppedException();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ThreadDeath) {
                throw new StoppedException();
            }
            thrown = e.getCause();
            throw e;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Interrupts the cell that runs now; does nothing between cells. */
    void interrupt() {
        synchronized (lock) {
            if (!inCell) {
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
            KernelMain.daemon("interrupt", this::stopUnresponsive);
        }
    }

    private void stopUnresponsive() {
        try {
            while (true) {
                Thread.sleep(GRACE_MILLIS);
                synchronized (lock) {
                    if (running == null || !interrupted || stopped) {
                        return;
                    }
                    if (!insideKit(running)) {
                        stopRunning();
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean insideKit(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            String name = frame.getClassName();
            if (name.startsWith("anpvs.") && !name.startsWith("anpvs.kernel.")) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("deprecation") // guarded: not called where the JDK has withdrawn it
    private void stopRunning() {
        stopped = true;
        if (THREAD_STOP) {
            running.stop();
        } else {
            try {
                super.stop();
            } catch (EngineTerminationException | InternalException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** In JDK 21 and later this loads, or resets, the flag that the woven checks look at. */
    private void prepareStop() {
        if (!THREAD_STOP) {
            try {
                Method nothing = CellExecution.class.getDeclaredMethod("nothing");
                nothing.setAccessible(true); // the JDK's code calls it
                super.invoke(nothing);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The snippet that does nothing. */
    public static void nothing() {}

    @Override
    public void close() {
        executor.shutdownNow();
        super.close();
    }
}
