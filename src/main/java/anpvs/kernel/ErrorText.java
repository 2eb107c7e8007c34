package anpvs.kernel;

import anpvs.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShellException;
import jdk.jshell.UnresolvedReferenceException;

/** Says what went wrong in a cell in terms of the cell, not of JShell. */
final class ErrorText {
    private static final String COMPILE_ERROR = "CompileError";
    private static final Pattern WRAPPER = Pattern.compile("(REPL\\.)?\\$JShell\\$\\w+[.$]");
    private static final int FRAMES = 12;
    private static final int CAUSE_FRAMES = 4;
    private static final int LINE = 300;

    private ErrorText() {}

    static CellFailure incomplete(Cell cell, int offset) {
        int open = Lexical.openMark(cell.code(), offset);
        String why =
                open < 0
                        ? "it is not complete"
                        : "%s in line %s is not closed"
                                .formatted(Lexical.markAt(cell.code(), open), cell.lineAt(open));
        String message =
                "the cell ends inside the statement that begins in line %s: %s"
                        .formatted(cell.lineAt(offset), why);
        return atLine(cell, offset, COMPILE_ERROR + ": " + message, message);
    }

    /** The compiler itself failed, as it does where source is nested too deeply. */
    static CellFailure compilerGaveUp(Cell cell, int offset, Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why =
                cause instanceof StackOverflowError
                        ? "it is nested too deeply for the compiler"
                        : "the compiler failed: " + cause;
        return notRun(cell, offset, why);
    }

    /** The statement at {@code offset} compiled, but could not be loaded or called. */
    static CellFailure notRun(Cell cell, int offset, String why) {
        String message = "line " + cell.lineAt(offset) + ": this was not run: " + why;
        return atLine(cell, offset, message, message);
    }

    private static CellFailure atLine(Cell cell, int offset, String headline, String message) {
        String line = "    " + shortened(cell.line(cell.lineAt(offset)));
        return new CellFailure(COMPILE_ERROR, message, List.of(red(headline), line));
    }

    /**
     * What the compiler said, each with its line of the cell and a mark under the place.
     *
     * @param otherwise what is said where the compiler says nothing
     */
    static CellFailure compilation(
            List<Diag> diagnostics, JavaShell.Place place, String otherwise) {
        List<String> lines = new ArrayList<>();
        String first = null;
        for (Diag diagnostic : diagnostics) {
            if (!diagnostic.isError()) {
                continue;
            }
            Cell cell = place.cell();
            int at = place.offset() + (int) Math.max(diagnostic.getPosition(), 0);
            int start = place.offset() + (int) Math.max(diagnostic.getStartPosition(), 0);
            int end = place.offset() + (int) Math.max(diagnostic.getEndPosition(), 0);
            int number = cell.lineAt(at);
            List<String> message =
                    WRAPPER.matcher(diagnostic.getMessage(Locale.ROOT))
                            .replaceAll("")
                            .lines()
                            .toList();
            String headline = "line " + number + ": " + message.get(0);
            first = first == null ? headline : first;
            lines.add(red(headline));
            lines.add("    " + shortened(cell.line(number)));
            if (cell.line(number).length() <= LINE) {
                lines.add("    " + mark(cell, at, start, end));
            }
            message.stream()
                    .skip(1)
                    .filter(line -> !line.strip().startsWith("location:"))
                    .forEach(lines::add);
        }
        if (first == null) {
            first = "line " + place.cell().lineAt(place.offset()) + ": " + otherwise;
            lines.add(red(first));
        }
        return new CellFailure(COMPILE_ERROR, first, lines);
    }

    private static String mark(Cell cell, int at, int start, int end) {
        int lineStart = cell.lineStart(at);
        int from = start < lineStart ? at : start;
        int to = Math.min(end, cell.lineEnd(at));
        String indent = cell.code().substring(lineStart, from).replaceAll("[^\\t]", " ");
        return indent + "^".repeat(Math.max(to - from, 1));
    }

    /**
     * An exception that code of the cell threw.
     *
     * @param shown what JShell reports; its stack trace names snippets and their lines
     * @param thrown what was thrown; null if unknown
     * @param reason why a declaration cannot be used
     */
    static CellFailure exception(
            JShellException shown,
            Throwable thrown,
            Map<String, JavaShell.Place> places,
            Function<DeclarationSnippet, String> reason) {
        if (thrown instanceof UserError) {
            return CellFailure.plain("UserError", thrown.getMessage());
        }
        if (shown instanceof UnresolvedReferenceException unresolved) {
            DeclarationSnippet called = unresolved.getSnippet();
            String message = called.name() + " cannot be used: " + reason.apply(called);
            String name = "UnresolvedReference";
            List<String> lines = new ArrayList<>();
            lines.add(red(name + ": " + message));
            addFrames(lines, shown, places, FRAMES);
            return new CellFailure(name, message, lines);
        }
        return withCauses(shown, thrown, places);
    }

    /** An exception of the kernel's own code, or of an object's rendering. */
    static CellFailure internal(Throwable thrown) {
        return withCauses(thrown, thrown, Map.of());
    }

    private static CellFailure withCauses(
            Throwable shown, Throwable thrown, Map<String, JavaShell.Place> places) {
        List<String> lines = new ArrayList<>();
        lines.add(red(title(shown, thrown)));
        addFrames(lines, shown, places, FRAMES);
        Throwable cause = thrown == null ? null : causeOf(thrown);
        Throwable shownCause = causeOf(shown);
        while (cause != null && shownCause != null && lines.size() < 5 * FRAMES) {
            lines.add(red("Caused by: " + title(shownCause, cause)));
            addFrames(lines, shownCause, places, CAUSE_FRAMES);
            cause = causeOf(cause);
            shownCause = causeOf(shownCause);
        }
        return new CellFailure(simpleName(shown, thrown), message(shown, thrown), lines);
    }

    private static void addFrames(
            List<String> lines, Throwable shown, Map<String, JavaShell.Place> places, int limit) {
        int calls = 0;
        int ofLibraries = 0;
        int ofCells = 0;
        int repeated = 0;
        String last = "";
        for (StackTraceElement frame : shown.getStackTrace()) {
            String file = frame.getFileName();
            JavaShell.Place place =
                    file != null && file.startsWith("#") ? places.get(file.substring(1)) : null;
            String line =
                    place != null
                            ? cellFrame(frame, place)
                            : "    at " + readable(frame.toString());
            if (line.equals(last)) {
                repeated++;
                continue;
            }
            addRepeated(lines, repeated);
            repeated = 0;
            last = line;
            calls++;
            // A deep library is cut short, but never the lines of cells.
            if (place == null ? ++ofLibraries <= limit : ++ofCells <= 4 * limit) {
                lines.add(line);
            }
        }
        addRepeated(lines, repeated);
        if (calls > limit) {
            lines.add("    (" + calls + " calls in all)");
        }
    }

    private static void addRepeated(List<String> lines, int repeated) {
        if (repeated > 0) {
            lines.add("    ... repeated " + repeated + " times");
        }
    }

    /** Without the names of the classes in which JShell wraps snippets. */
    private static String readable(String text) {
        return WRAPPER.matcher(text).replaceAll("");
    }

    private static String cellFrame(StackTraceElement frame, JavaShell.Place place) {
        Cell cell = place.cell();
        int line = cell.lineAt(place.offset()) + Math.max(frame.getLineNumber(), 1) - 1;
        String method = frame.getMethodName();
        String in =
                method.startsWith("lambda$")
                        ? ", in a lambda"
                        : method.isEmpty() || method.startsWith("do_it$") ? "" : ", in " + method;
        return "    at cell [%s], line %s%s:  %s"
                .formatted(cell.number(), line, in, shortened(cell.line(line).strip()));
    }

    private static String shortened(String line) {
        return line.length() <= LINE ? line : line.substring(0, LINE) + " ...";
    }

    private static String title(Throwable shown, Throwable thrown) {
        String name = readable(className(shown, thrown));
        String message = message(shown, thrown);
        return name.replaceFirst("^java\\.lang\\.(?=\\w+$)", "")
                + (message.isEmpty() ? "" : ": " + message);
    }

    private static String simpleName(Throwable shown, Throwable thrown) {
        String name = readable(className(shown, thrown));
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    private static String className(Throwable shown, Throwable thrown) {
        if (thrown != null) {
            return thrown.getClass().getName();
        }
        return shown instanceof EvalException e
                ? e.getExceptionClassName()
                : shown.getClass().getName();
    }

    private static String message(Throwable shown, Throwable thrown) {
        String message = messageOf(thrown == null ? shown : thrown);
        return message == null ? "" : readable(message);
    }

    /** What an exception says, or that it cannot even say that; null if it has no message. */
    static String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (Throwable e) {
            return "(its getMessage() failed: " + e.getClass().getName() + ")";
        }
    }

    /** What caused an exception; null if nothing did or the exception fails to say so. */
    static Throwable causeOf(Throwable thrown) {
        return askedOr(null, thrown::getCause);
    }

    /** What a method of an exception answers, which may be the cell's own and fail. */
    static <T> T askedOr(T otherwise, Supplier<T> question) {
        try {
            T answer = question.get();
            return answer == null ? otherwise : answer;
        } catch (Throwable e) {
            return otherwise;
        }
    }

    private static String red(String text) {
        return "\u001b[1;31m" + text + "\u001b[0m";
    }
}
