package anpvs.kernel;

import anpvs.notebook.Notebook;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The kernel: runs cells in a {@link JavaShell} and turns their values into what is shown. */
final class JavaKernel extends BaseKernel {
    private static final long EXIT_MILLIS = 2000;
    private static final long POLL_MILLIS = 50;

    private final CompletableFuture<JavaShell> shell;
    private final LanguageInfo language =
            new LanguageInfo.Builder("java")
                    .version(Runtime.version().toString())
                    .mimetype("text/x-java-source")
                    .fileExtension(".java")
                    .pygments("java")
                    .codemirror("text/x-java")
                    .build();
    private final CellOutput output = new CellOutput();
    private final CellInput input;

    /** An interrupt that came before there was a shell. */
    private final AtomicBoolean interruptedEarly = new AtomicBoolean();

    private volatile boolean interruptWaits;
    private volatile String shownId;
    private volatile Object lastValue;

    /**
     * The shell starts in the background, so that Jupyter need not wait for the kernel's answer.
     */
    JavaKernel(CellInput input) {
        this.input = input;
        CellFunctions.attach(this);
        CompletableFuture<Void> renderers =
                CompletableFuture.runAsync(
                        () -> Notebook.attach(this), task -> KernelMain.daemon("renderers", task));
        shell =
                CompletableFuture.supplyAsync(
                                JavaShell::new, task -> KernelMain.daemon("start", task))
                        .thenCombine(renderers, (java, none) -> java);
    }

    @Override
    public LanguageInfo getLanguageInfo() {
        return language;
    }

    @Override
    public String getBanner() {
        return "Java " + Runtime.version() + ", kernel of the ANP-VS kit";
    }

    @Override
    public CellOutput getIO() {
        return output;
    }

    /** From now on output belongs to this cell, which may read input if {@code mayAsk}. */
    void attach(Replies cell, boolean mayAsk) {
        output.attach(cell);
        input.attach(cell, mayAsk);
        System.setIn(input);
    }

    /** Runs a cell and renders its value; null if it has none. */
    DisplayData run(Cell cell) throws CellFailure {
        shownId = null;
        try {
            JavaShell java = startedShell();
            Object value = java.evaluate(cell);
            // The value of a cell that ends with display(...) is an id, of no use to its reader.
            return value == null || isShownId(value) ? null : java.call(() -> shown(value));
        } catch (CellFailure e) {
            throw e;
        } catch (Throwable e) { // an Error here would end the thread that answers Jupyter
            throw ErrorText.internal(e);
        } finally {
            output.flush();
        }
    }

    @Override
    public DisplayData eval(String code) throws CellFailure {
        return run(new Cell(0, code));
    }

    @SuppressWarnings("ReferenceEquality") // an equal text that is not this id is a value
    private boolean isShownId(Object value) {
        return value == shownId;
    }

    private JavaShell startedShell() throws CellFailure, InterruptedException {
        while (true) {
            if (interruptedEarly.getAndSet(false)) {
                throw CellFailure.interrupted(null);
            }
            try {
                return shell.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // it still starts
            } catch (ExecutionException e) {
                throw new IllegalStateException("the Java shell did not start", e.getCause());
            }
        }
    }

    /** What helps to write a cell; waits until the shell has started. */
    Assistance assistance() {
        try {
            return shell.join().assistance();
        } catch (CompletionException e) {
            throw new IllegalStateException("the Java shell did not start", e.getCause());
        }
    }

    private DisplayData shown(Object value) {
        lastValue = value;
        return rendered(value);
    }

    /** The value that a cell showed last; null before the first. */
    Object lastValue() {
        return lastValue;
    }

    /**
     * What Jupyter shows of a value. Never fails: what cannot be rendered is described instead.
     *
     * @param types MIME types; none: those that the value prefers
     */
    DisplayData rendered(Object value, String... types) {
        try {
            if (value instanceof DisplayData data) {
                return data;
            }
            if (value == null || value.getClass().isArray() || value instanceof Collection<?>) {
                return text(PlainText.of(value));
            }
            DisplayData data =
                    types.length == 0 ? renderer.render(value) : renderer.renderAs(value, types);
            PlainText.Text plain =
                    PlainText.shortened(String.valueOf(data.getData(PlainText.TYPE)));
            if (types.length == 1 && types[0].equals(PlainText.TYPE.toString())) {
                return text(plain);
            }
            if (plain.cut()) {
                data.assign(text(plain));
            }
            return data;
        } catch (StackOverflowError | LinkageError | RuntimeException e) {
            return new DisplayData(
                    "(a " + value.getClass().getName() + " that could not be shown: " + e + ")");
        }
    }

    private static DisplayData text(PlainText.Text plain) {
        return new DisplayData(
                plain.cut()
                        ? plain.text() + "\n(as the value of a cell: lastValue() is all of it)"
                        : plain.text());
    }

    @Override
    public void display(DisplayData data) {
        output.flush();
        shownId = data.getDisplayId();
        output.display.display(data);
    }

    /** Reaches the cell that runs, or else the next that waits, also while the shell starts. */
    @Override
    public void interrupt() {
        interruptWaits = true;
        if (shell.isDone() && !shell.isCompletedExceptionally()) {
            shell.join().interrupt();
        } else {
            interruptedEarly.set(true);
        }
    }

    /** Whether there was an interrupt since {@link #forgetInterrupt}. */
    boolean interruptWaits() {
        return interruptWaits && shell.isDone();
    }

    /** No cell waits: an interrupt of before has nothing to reach. */
    void forgetInterrupt() {
        interruptWaits = false;
        interruptedEarly.set(false);
        if (shell.isDone() && !shell.isCompletedExceptionally()) {
            shell.join().forgetInterrupt();
        }
    }

    /** A cell that still runs, or a library's thread, must not keep the process alive. */
    @Override
    public void onShutdown(boolean isRestarting) {
        KernelMain.daemon("exit", JavaKernel::exitLater);
        interrupt();
    }

    private static void exitLater() {
        try {
            Thread.sleep(EXIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }
}
