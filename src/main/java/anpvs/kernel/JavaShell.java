package anpvs.kernel;

import anpvs.kernel.javadoc.Comments;
import anpvs.kernel.javadoc.SourceComments;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * The JShell behind the notebook: splits a cell into snippets, runs them in this JVM and turns what
 * goes wrong into a {@link CellFailure}. Not for use by several threads, but for {@link
 * #interrupt}.
 */
final class JavaShell implements AutoCloseable {
    /** Imported at the start, as by JShell and IJava, and the cell functions. */
    private static final List<String> IMPORTS =
            List.of(
                    "import java.io.*;",
                    "import java.math.*;",
                    "import java.net.*;",
                    "import java.nio.file.*;",
                    "import java.util.*;",
                    "import java.util.concurrent.*;",
                    "import java.util.function.*;",
                    "import java.util.prefs.*;",
                    "import java.util.regex.*;",
                    "import java.util.stream.*;",
                    "import static anpvs.kernel.CellFunctions.*;");

    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final Map<String, Place> places = new HashMap<>();
    private final CellLoader classes = new CellLoader();
    private final CellExecution execution;
    private final CellThread thread;
    private final CellParts parts;
    private final Declarations declarations;

    /** Where a snippet stands: its cell and the offset in it. */
    record Place(Cell cell, int offset) {}

    JavaShell() {
        execution = new CellExecution(classes);
        thread = execution.thread();
        shell = JShell.builder().executionEngine(new InThisJvm(), Map.of()).build();
        analysis = shell.sourceCodeAnalysis();
        parts = new CellParts(analysis);
        declarations = new Declarations(shell, classes, execution);
        IMPORTS.forEach(shell::eval);
        shell.eval("0"); // loads what the first cell would wait for
    }

    private final class InThisJvm implements ExecutionControlProvider {
        @Override
        public String name() {
            return "anpvs";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return execution;
        }
    }

    Assistance assistance() {
        return new Assistance(
                analysis,
                classes,
                new Comments(SourceComments.ofKit(), Path.of(System.getProperty("java.home"))));
    }

    void addToClasspath(String path) {
        shell.addToClasspath(path);
    }

    /** Interrupts the running cell, or else the next; from any thread. */
    void interrupt() {
        thread.interrupt();
    }

    /** Nothing waits to be run: an interrupt of before has nothing to reach. */
    void forgetInterrupt() {
        thread.forgetInterrupt();
    }

    /**
     * Runs a cell.
     *
     * @return the value of the last expression, null if the cell ends with something else
     * @throws CellFailure if a snippet does not compile or throws, or the cell is interrupted
     */
    Object evaluate(Cell cell) throws CellFailure {
        thread.beginCell();
        try {
            Object value = null;
            List<DeclarationSnippet> declared = new ArrayList<>();
            TimeMagic time = new TimeMagic();
            stopIfInterrupted();
            for (CellParts.Part part : partsOf(cell)) {
                if (part.magic()) {
                    value =
                            time.isStartedBy(part.source())
                                    ? null
                                    : Magics.run(this, part.source());
                } else {
                    value = evaluate(cell, part, declared);
                    time.endOfSnippet();
                }
                stopIfInterrupted();
            }
            time.endOfCell();
            declarations.warnOfUnresolved(declared);
            return value;
        } finally {
            thread.endCell();
        }
    }

    /**
     * Calls {@code task} on the thread of the cells and as part of a cell: it can be interrupted.
     *
     * @throws Throwable what the task throws
     */
    <T> T call(Callable<T> task) throws Throwable {
        thread.beginCell();
        try {
            T value = thread.call(task);
            stopIfInterrupted();
            return value;
        } catch (Throwable e) {
            stopIfInterrupted();
            throw e;
        } finally {
            thread.endCell();
        }
    }

    private void stopIfInterrupted() throws CellFailure {
        if (thread.wasInterrupted()) {
            throw CellFailure.interrupted(thread.leftBehindIn());
        }
    }

    /** The parts of a cell; what is wrong in one of them is told before any is run. */
    private List<CellParts.Part> partsOf(Cell cell) throws CellFailure {
        List<CellParts.Part> all = parts.of(cell);
        for (CellParts.Part part : all) {
            if (part.wrong()) {
                evaluate(cell, part, new ArrayList<>()); // throws what the compiler says
            }
        }
        return all;
    }

    private Object evaluate(Cell cell, CellParts.Part part, List<DeclarationSnippet> declared)
            throws CellFailure {
        List<DeclarationSnippet> before = declarations.usable();
        boolean done = false;
        try {
            execution.beginSnippet();
            var events = shell.eval(part.source());
            Object value = null;
            for (SnippetEvent event : events) {
                if (event.causeSnippet() == null) { // not what this one replaces or completes
                    value = valueOf(event, cell, part, declared);
                }
            }
            declarations.settle(events);
            done = true;
            return value;
        } catch (RuntimeException | Error e) { // the compiler's, not the cell's
            renewCompiler();
            throw ErrorText.compilerGaveUp(cell, part.offset(), e);
        } finally {
            if (!done) {
                declarations.restore(before);
            }
        }
    }

    private Object valueOf(
            SnippetEvent event, Cell cell, CellParts.Part part, List<DeclarationSnippet> declared)
            throws CellFailure {
        Snippet snippet = event.snippet();
        places.put(snippet.id(), new Place(cell, part.offsetOf(snippet, cell)));
        Object result = execution.takeResult();
        if (!isAccepted(snippet)) {
            List<Diag> problems = shell.diagnostics(snippet).toList();
            String otherwise = "the compiler rejects it";
            if (snippet instanceof DeclarationSnippet known && shell.status(known).isActive()) {
                otherwise = declarations.reason(known);
                shell.drop(known);
                renewCompiler();
            }
            throw ErrorText.compilation(problems, places.get(snippet.id()), otherwise);
        }
        stopIfInterrupted();
        if (execution.problem() != null) {
            throw ErrorText.notRun(cell, part.offset(), execution.problem());
        }
        if (event.exception() != null) {
            throw ErrorText.exception(
                    event.exception(), execution.thrown(), places, declarations::reason);
        }
        if (isExecutable(snippet) && !execution.takeCompletion()) {
            throw ErrorText.notRun(cell, part.offset(), "Java accepted it, but did not call it");
        }
        if (snippet instanceof TypeDeclSnippet type && hidesWhatTheShellNeeds(type)) {
            shell.drop(type);
            String why = "no cell could be run beside a class %s; give it another name";
            throw ErrorText.notRun(cell, part.offset(), why.formatted(type.name()));
        }
        if (snippet instanceof DeclarationSnippet declaration) {
            declared.add(declaration);
        }
        if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
            shell.drop(snippet); // or every result would live as long as the kernel
            classes.forget(((VarSnippet) snippet).name());
        }
        return isShown(snippet) ? result : null;
    }

    /**
     * JShell's own code around cells names types by their packages: beside a class java it finds
     * none of Java's. Before JDK 23 it also takes a class Object or Throwable for Java's.
     */
    private boolean hidesWhatTheShellNeeds(TypeDeclSnippet type) {
        return type.name().equals("java")
                || (classes.named("java.lang." + type.name()) != null
                        && shell.eval("0;").stream()
                                .anyMatch(event -> event.status() == Status.REJECTED));
    }

    /** Whether JShell calls the snippet; not a variable whose type is still to come. */
    private boolean isExecutable(Snippet snippet) {
        return snippet.subKind().isExecutable()
                && (snippet.subKind() != SubKind.VAR_DECLARATION_SUBKIND
                        || shell.status(snippet) == Status.VALID);
    }

    /** A declaration may lack what a later cell defines; all else must have compiled. */
    private boolean isAccepted(Snippet snippet) {
        return shell.status(snippet) == Status.VALID
                || (snippet instanceof DeclarationSnippet declaration
                        && !isExecutable(snippet)
                        && shell.status(snippet).isActive()
                        && shell.unresolvedDependencies(declaration).findAny().isPresent());
    }

    /**
     * JShell uses its compilers again, and one that failed while it wrote a class fails for ever. A
     * longer class path makes it take new ones.
     */
    private void renewCompiler() {
        String known = System.getProperty("java.class.path");
        shell.addToClasspath(known.split(File.pathSeparator, 2)[0]);
    }

    private static boolean isShown(Snippet snippet) {
        return switch (snippet.subKind()) {
            case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND -> true;
            default -> false;
        };
    }

    @Override
    public void close() {
        shell.close();
    }
}
