package anpvs.kernel;

import anpvs.report.ArgumentWords;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * Completion, signatures and the test for complete input. Jupyter counts cursor positions in
 * Unicode code points, Java in UTF-16 units. The analysis may fail on odd input; that means
 * "nothing known".
 */
final class Assistance {
    private static final int MOST = 200;

    private final SourceCodeAnalysis analysis;

    Assistance(SourceCodeAnalysis analysis) {
        this.analysis = analysis;
    }

    /** What may stand at the cursor; what fits the expected type comes first. */
    ReplacementOptions complete(String code, int cursor) {
        try {
            int at = offset(code, cursor);
            Optional<ArgumentWords> words = ArgumentWords.at(code, at);
            if (words.isPresent()) {
                return new ReplacementOptions(
                        words.get().words(),
                        code.codePointCount(0, words.get().from()),
                        code.codePointCount(0, at));
            }
            int start = statementStart(code, at);
            int[] anchor = new int[1];
            List<String> found =
                    analysis
                            .completionSuggestions(code.substring(start), at - start, anchor)
                            .stream()
                            .sorted(Comparator.comparing(Suggestion::matchesType).reversed())
                            .map(Suggestion::continuation)
                            .distinct()
                            .limit(MOST)
                            .toList();
            int from = code.codePointCount(0, start + anchor[0]);
            return new ReplacementOptions(found, from, code.codePointCount(0, at));
        } catch (RuntimeException | Error e) {
            return new ReplacementOptions(List.of(), cursor, cursor);
        }
    }

    /** Signatures, and documentation where the JDK has its sources; null if nothing is known. */
    DisplayData inspect(String code, int cursor) {
        try {
            int at = offset(code, cursor);
            while (at < code.length() && Character.isJavaIdentifierPart(code.charAt(at))) {
                at++;
            }
            if (at < code.length() && code.charAt(at) == '(') {
                at++;
            }
            int start = statementStart(code, at);
            List<Documentation> found =
                    analysis.documentation(code.substring(start, at), at - start, true);
            String text =
                    String.join(
                            "\n\n",
                            found.stream().map(Assistance::text).distinct().limit(MOST).toList());
            return text.isBlank() ? null : new DisplayData(text);
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private static String text(Documentation documentation) {
        String javadoc = documentation.javadoc();
        String plain =
                javadoc == null ? "" : "\n" + javadoc.replaceAll("</?\\w+[^>]*>", "").strip();
        return documentation.signature() + plain;
    }

    /** One of the words of Jupyter's protocol, or the indent of the next line. */
    String isComplete(String code) {
        try {
            Cell cell = new Cell(0, code);
            int at = cell.skipBlank(0);
            while (at < code.length()) {
                if (code.charAt(at) == '%') {
                    at = cell.skipBlank(Stopwatch.endOfMagic(cell, at));
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
                start = cell.skipBlank(Stopwatch.endOfMagic(cell, start));
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
