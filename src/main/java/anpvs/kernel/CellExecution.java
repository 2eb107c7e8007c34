package anpvs.kernel;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Runs the compiled snippets of JShell in this JVM, on the {@link CellThread}. Keeps the last
 * result, the first exception and what JShell itself would not tell: that a class could not be
 * loaded or a snippet not be called.
 *
 * <p>A snippet is stopped with {@code Thread.stop} where the JDK has it (below 20), else by the
 * checks that JShell itself weaves into the loops of cells (21 and later).
 */
final class CellExecution extends LocalExecutionControl {
    private static final int MOST_CAUSES = 50;
    private static final boolean THREAD_STOP = Runtime.version().feature() < 20;

    private final CellLoader classes;
    private final CellThread thread;
    private boolean declaring;
    private volatile Object result;
    private volatile Throwable thrown;
    private volatile String problem;
    private int completed;

    CellExecution(CellLoader classes) {
        super(classes);
        this.classes = classes;
        thread = new CellThread(classes.loader(), this::prepareStop, this::stop);
    }

    /** The thread of the cells. */
    CellThread thread() {
        return thread;
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
        completed = 0;
    }

    /** The value of the last snippet, once. */
    Object takeResult() {
        Object value = result;
        result = null;
        return value;
    }

    /** Whether one more of the snippets since {@link #beginSnippet} was run to its end. */
    boolean takeCompletion() {
        return completed-- > 0;
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

    @Override
    @SuppressWarnings(
            "removal") // ThreadDeath is how the JDK's own execution controls stop a snippet
    protected String invoke(Method snippet) throws Exception {
        if (declaring) {
            return "";
        }
        if (thrown != null || problem != null) { // in an earlier variable of the declaration
            throw new StoppedException();
        }
        try {
            result = thread.call(() -> called(snippet));
            completed++;
            return "";
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ThreadDeath && thread.wasInterrupted()) {
                throw new StoppedException();
            }
            thrown = e.getCause();
            throw e;
        } catch (ThreadDeath | CancellationException e) {
            if (thread.wasInterrupted()) {
                throw new StoppedException();
            }
            throw e;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls a snippet that may take System.out or System.err away: others print there, too. */
    private static Object called(Method snippet) throws ReflectiveOperationException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            return snippet.invoke(null);
        } finally {
            if (System.out == null) {
                System.setOut(out);
            }
            if (System.err == null) {
                System.setErr(err);
            }
        }
    }

    /** As JShell does it, but for exceptions whose own methods fail or whose causes go round. */
    @Override
    protected String throwConvertedInvocationException(Throwable cause) throws RunException {
        throw converted(cause, MOST_CAUSES);
    }

    private static RunException converted(Throwable exception, int causes) {
        if (exception instanceof SPIResolutionException unresolved) {
            return new ResolutionException(unresolved.id(), unresolved.getStackTrace());
        }
        UserException shown =
                new UserException(
                        ErrorText.messageOf(exception),
                        exception.getClass().getName(),
                        ErrorText.askedOr(new StackTraceElement[0], exception::getStackTrace));
        Throwable cause = ErrorText.causeOf(exception);
        if (cause != null && causes > 0) {
            shown.initCause(converted(cause, causes - 1));
        }
        return shown;
    }

    /** Loads, or resets, the flag that the woven checks look at. */
    private void prepareStop() {
        if (THREAD_STOP) {
            return;
        }
        try {
            Method nothing = CellExecution.class.getDeclaredMethod("nothing");
            nothing.setAccessible(true); // the JDK's code calls it
            super.invoke(nothing);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The snippet that does nothing. */
    public static void nothing() {}

    @SuppressWarnings("deprecation") // Thread.stop is not called where the JDK has withdrawn it
    private void stop(Thread cell) {
        if (THREAD_STOP) {
            cell.stop();
            return;
        }
        try {
            super.stop();
        } catch (EngineTerminationException | InternalException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        thread.close();
        super.close();
    }
}
