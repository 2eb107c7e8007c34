package anpvs.kernel;

import anpvs.report.Notebook;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The kernel: answers Jupyter's requests with a {@link JavaShell}. */
final class JavaKernel extends BaseKernel {
    private static final long EXIT_MILLIS = 2000;

    private final CompletableFuture<JavaShell> shell;
    private final LanguageInfo language =
            new LanguageInfo.Builder("Java")
                    .version(Runtime.version().toString())
                    .mimetype("text/x-java-source")
                    .fileExtension(".java")
                    .pygments("java")
                    .codemirror("text/x-java")
                    .build();
    private volatile CellFailure failure;
    private volatile String shownId;
    private final CellOutput output = new CellOutput(getIO().out, getIO().err);

    /**
     * The shell starts in the background, so that Jupyter need not wait for the kernel's answer.
     */
    JavaKernel() {
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

    /** The execution count of the running cell. */
    int cellNumber() {
        return executionCount.get() - 1;
    }

    /** Why the last cell failed; null if it did not. */
    CellFailure failure() {
        return failure;
    }

    @Override
    public DisplayData eval(String code) throws CellFailure {
        failure = null;
        shownId = null;
        output.install();
        try {
            Object value = shell().evaluate(new Cell(cellNumber(), code));
            // The value of a cell that ends with display(...) is an id, of no use to its reader.
            return value == null || isShownId(value) ? null : shell().call(() -> rendered(value));
        } catch (CellFailure e) {
            failure = e;
            throw e;
        } catch (Throwable e) { // an Error here would end the thread that answers Jupyter
            failure = ErrorText.internal(e);
            throw failure;
        } finally {
            output.flush();
        }
    }

    @SuppressWarnings("ReferenceEquality") // an equal text that is not this id is a value
    private boolean isShownId(Object value) {
        return value == shownId;
    }

    private JavaShell shell() {
        try {
            return shell.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the Java shell did not start", e.getCause());
        }
    }

    /** Never fails: what cannot be rendered is described instead. */
    DisplayData rendered(Object value, String... types) {
        try {
            if (value == null) {
                return new DisplayData("null");
            }
            if (value instanceof DisplayData data) {
                return data;
            }
            if (value.getClass().isArray()) {
                String inBrackets = Arrays.deepToString(new Object[] {value});
                return new DisplayData(inBrackets.substring(1, inBrackets.length() - 1));
            }
            return types.length == 0 ? renderer.render(value) : renderer.renderAs(value, types);
        } catch (StackOverflowError | LinkageError | RuntimeException e) {
            return new DisplayData(
                    "(a " + value.getClass().getName() + " that could not be shown: " + e + ")");
        }
    }

    @Override
    public void display(DisplayData data) {
        output.flush();
        shownId = data.getDisplayId();
        super.display(data);
    }

    @Override
    public List<String> formatError(Exception e) {
        return e instanceof CellFailure known ? known.lines() : super.formatError(e);
    }

    @Override
    public ReplacementOptions complete(String code, int at) {
        return new Assistance(shell().analysis()).complete(code, at);
    }

    @Override
    public DisplayData inspect(String code, int at, boolean extraDetail) {
        return new Assistance(shell().analysis()).inspect(code, at);
    }

    @Override
    public String isComplete(String code) {
        return new Assistance(shell().analysis()).isComplete(code);
    }

    @Override
    public void interrupt() {
        if (shell.isDone() && !shell.isCompletedExceptionally()) {
            shell().interrupt();
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
