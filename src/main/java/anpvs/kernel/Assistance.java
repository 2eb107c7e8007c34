package anpvs.kernel;

import anpvs.kernel.javadoc.Comments;
import anpvs.notebook.ArgumentWords;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * Completion, signatures and the test for complete input. Jupyter counts cursor positions in
 * Unicode code points, Java in UTF-16 units. The analysis may fail on odd input; that means
 * "nothing known".
 *
 * @param analysis the compiler's
 * @param classes those that cells know
 * @param comments the Javadoc that the compiler does not find
 */
record Assistance(SourceCodeAnalysis analysis, CellLoader classes, Comments comments) {
    private static final int MOST = 200;
    private static final Pattern INTERNAL =
            Pattern.compile("\\$(\\d.*|JShell.*|REPL.*)|REPL\\b.*|do_it\\$.*");

    /** What may stand at the cursor; each text replaces what stands between {@code from} and it. */
    private record Suggestions(List<String> texts, int from) {}

    /** What may stand at the cursor; what fits the expected type comes first. */
    ReplacementOptions complete(String code, int cursor) {
        try {
            int at = offset(code, cursor);
            Suggestions found = suggestions(new Cell(0, code), at);
            return new ReplacementOptions(
                    found.texts(),
                    code.codePointCount(0, found.from()),
                    code.codePointCount(0, at));
        } catch (RuntimeException | Error e) {
            return new ReplacementOptions(List.of(), cursor, cursor);
        }
    }

    private Suggestions suggestions(Cell cell, int at) {
        String code = cell.code();
        Lexical place = Lexical.at(code, at);
        if (place == Lexical.COMMENT) {
            return new Suggestions(List.of(), at);
        }
        int start = statementStart(code, at);
        if (start < at && code.charAt(start) == '%') {
            String begun = code.substring(start, at);
            return new Suggestions(
                    Magics.NAMES.stream().filter(name -> name.startsWith(begun)).toList(), start);
        }
        Optional<ArgumentWords> argument = ArgumentWords.at(code, at);
        if (argument.isPresent()) {
            return new Suggestions(argument.get().words(), argument.get().from());
        }
        return place == Lexical.TEXT
                ? new Suggestions(List.of(), at)
                : compilers(code.substring(start, at), start);
    }

    private Suggestions compilers(String statement, int start) {
        int[] anchor = new int[1];
        List<Suggestion> found =
                analysis.completionSuggestions(statement, statement.length(), anchor);
        Members members = new Members(analysis, classes, statement, anchor[0]);
        boolean wantsInternal = statement.startsWith("$", anchor[0]);
        List<String> texts =
                found.stream()
                        .filter(s -> members.isOffered(s.continuation()))
                        .filter(s -> wantsInternal || !INTERNAL.matcher(s.continuation()).matches())
                        .sorted(
                                Comparator.comparing(Suggestion::matchesType)
                                        .reversed()
                                        .thenComparing(s -> members.distance(s.continuation())))
                        .map(Suggestion::continuation)
                        .distinct()
                        .limit(MOST)
                        .toList();
        return new Suggestions(texts, start + anchor[0]);
    }

    /** Signatures, and documentation where sources are at hand; null if nothing is known. */
    DisplayData inspect(String code, int cursor) {
        try {
            int at = offset(code, cursor);
            if (Lexical.at(code, at) == Lexical.COMMENT) {
                return null;
            }
            while (at < code.length() && Character.isJavaIdentifierPart(code.charAt(at))) {
                at++;
            }
            String statement = code.substring(statementStart(code, at), at);
            boolean name = at > 0 && Character.isJavaIdentifierPart(code.charAt(at - 1));
            List<Documentation> found = name ? documentation(statement + "(") : List.of();
            if (found.isEmpty()) {
                found = documentation(statement);
            }
            String text = comments.described(found.stream().limit(MOST).toList());
            return text.isBlank() ? null : new DisplayData(text);
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private List<Documentation> documentation(String statement) {
        return analysis.documentation(statement, statement.length(), true);
    }

    /** One of the words of Jupyter's protocol, or the indent of the next line. */
    String isComplete(String code) {
        try {
            if (Magics.nameAskedFor(code).isPresent()) {
                return "complete";
            }
            Cell cell = new Cell(0, code);
            int at = cell.skipBlank(0);
            while (at < code.length()) {
                if (code.charAt(at) == '%') {
                    at = cell.skipBlank(TimeMagic.endOfMagic(cell, at));
                    continue;
                }
                CompletionInfo info = analysis.analyzeCompletion(code.substring(at));
                Completeness state = info.completeness();
                if (state == Completeness.DEFINITELY_INCOMPLETE
                        || state == Completeness.CONSIDERED_INCOMPLETE) {
                    return indent(code);
                }
                if (state == Completeness.UNKNOWN) {
                    return "invalid";
                }
                at = cell.skipBlank(code.length() - info.remaining().length());
            }
            return "complete";
        } catch (RuntimeException | Error e) {
            return "unknown";
        }
    }

    private static String indent(String code) {
        String last = code.lines().reduce("", (before, line) -> line);
        String same = last.substring(0, last.length() - last.stripLeading().length());
        return last.stripTrailing().endsWith("{") ? same + "    " : same;
    }

    /** The beginning of the statement around the cursor; JShell looks at one statement only. */
    private int statementStart(String code, int at) {
        Cell cell = new Cell(0, code.substring(0, at));
        int start = cell.skipBlank(0);
        while (start < at) {
            if (code.charAt(start) == '%') {
                int end = TimeMagic.endOfMagic(cell, start);
                if (end == at) {
                    return start; // the cursor is in the magic
                }
                start = cell.skipBlank(end);
                continue;
            }
            CompletionInfo info = analysis.analyzeCompletion(cell.code().substring(start));
            if (info.completeness() != Completeness.COMPLETE || info.remaining().isBlank()) {
                return start;
            }
            start = cell.skipBlank(at - info.remaining().length());
        }
        return Math.min(start, at);
    }

    private static int offset(String code, int codePoints) {
        int all = code.codePointCount(0, code.length());
        return code.offsetByCodePoints(0, Math.max(0, Math.min(codePoints, all)));
    }
}
