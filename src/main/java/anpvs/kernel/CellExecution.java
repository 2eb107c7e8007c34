package anpvs.kernel;

import jdk.jshell.execution.LocalExecutionControl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the compiled snippets of JShell in this JVM, on one thread that lives as long as the kernel.
 * Keeps the last result, the first exception and what JShell itself would not tell: that a class
 * could not be loaded or a snippet not be called.
 *
 * <p>An interrupt sets the thread's flag, which the kit's loops poll. Code that does not react
 * within {@link #GRACE_MILLIS} and is not the kit's own (that finishes its training step), or a
 * second interrupt, is stopped: with {@code Thread.stop} where the JDK has it (below 20), else by
 * the checks that JShell itself weaves into the loops of cells (21 and later). What even that does
 * not reach, such as a blocked read, is left behind with its thread, and another takes its place.
 */
final class CellExecution extends LocalExecutionControl {
    private static final long GRACE_MILLIS = 2000;
    private static final boolean THREAD_STOP = Runtime.version().feature() < 20;

    private final CellLoader classes;
    private final Object lock = new Object();
    private ExecutorService executor = Executors.newSingleThreadExecutor(this::cellThread);
    private Future<?> task;
    private Thread running;
    private boolean inCell;
    private boolean pending;
    private boolean interrupted;
    private boolean stopped;
    private String leftBehindIn;
    private boolean declaring;
    private volatile Object result;
    private volatile Throwable thrown;
    private volatile String problem;

    CellExecution(CellLoader classes) {
        super(classes);
        this.classes = classes;
        prepareStop();
    }

    private Thread cellThread(Runnable work) {
        Thread thread = new Thread(work, "cell");
        thread.setDaemon(true);
        thread.setContextClassLoader(classes.loader());
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
                prepareStop();
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

    /** Calls {@code work} during which snippets are compiled and loaded, but not run. */
    void withoutRunning(Runnable work) {
        declaring = true;
        try {
            work.run();
        } finally {
            declaring = false;
        }
    }

    /** A snippet begins: forgets what the last one left. */
    void beginSnippet() {
        result = null;
        thrown = null;
        problem = null;
    }

    /** The value of the last snippet, once. */
    Object takeResult() {
        Object value = result;
        result = null;
        return value;
    }

    /** What the first snippet that failed threw; null if all ended normally. */
    Throwable thrown() {
        return thrown;
    }

    /**
     * Why a class could not be loaded or a snippet not be called; null if there was no such thing.
     */
    String problem() {
        return problem;
    }

    @Override
    public void load(ClassBytecodes[] compiled)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        try {
            install(compiled);
        } catch (ClassInstallException e) {
            problem = e.getMessage();
            throw e;
        }
    }

    @Override
    public void redefine(ClassBytecodes[] compiled)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        install(compiled);
    }

    private void install(ClassBytecodes[] compiled)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        try {
            super.load(compiled);
        } catch (IllegalArgumentException e) { // a method has no room for the woven checks
            classes.load(compiled);
        }
    }

    @Override
    public String invoke(String className, String method)
            throws RunException, InternalException, EngineTerminationException {
        try {
            return super.invoke(className, method);
        } catch (InternalException e) {
            problem = problem == null ? e.getMessage() : problem;
            throw e;
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

    @Override
    @SuppressWarnings(
            "removal") // ThreadDeath is how the JDK's own execution controls stop a snippet
    protected String invoke(Method snippet) throws Exception {
        if (declaring) {
            return "";
        }
        try {
            result = call(() -> snippet.invoke(null));
            return "";
        } catch (ThreadDeath | CancellationException e) {
            throw new StoppedException();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ThreadDeath) {
                throw new StoppedException();
            }
            thrown = thrown == null ? e.getCause() : thrown;
            throw e;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
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
                    if (!stopped && !CellStack.insideKit(thread.getStackTrace())) {
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
        leftBehindIn = CellStack.calledByCell(running.getStackTrace());
        running = null;
        executor.shutdownNow();
        executor = Executors.newSingleThreadExecutor(this::cellThread);
        task.cancel(false);
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
