package anpvs.kernel;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.ErroneousSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Splits cells into what is evaluated at once.
 *
 * @param analysis the compiler's
 */
record CellParts(SourceCodeAnalysis analysis) {
    private static final String STRAY_RETURN =
            "a cell is not a method, so nothing can return from it;"
                    + " to show a value, write it alone on the last line";

    /**
     * A snippet, or a line that is a magic.
     *
     * @param offset where it begins in the cell
     * @param wrong whether it has a syntax error: most of them keep all of the cell from running
     */
    record Part(int offset, String source, boolean magic, boolean wrong) {
        /** Where one of its snippets begins in the cell. */
        int offsetOf(Snippet snippet, Cell cell) {
            String source = snippet.source().strip();
            String found = source.endsWith(";") ? source.substring(0, source.length() - 1) : source;
            return Math.max(cell.code().indexOf(found, offset), offset);
        }
    }

    /**
     * All parts of a cell.
     *
     * @throws CellFailure if the cell ends too early, has a {@code return} that stands in no
     *     method, or is more than the compiler can read
     */
    List<Part> of(Cell cell) throws CellFailure {
        try {
            return split(cell);
        } catch (RuntimeException | Error e) {
            throw ErrorText.compilerGaveUp(cell, cell.skipBlank(0), e);
        }
    }

    private List<Part> split(Cell cell) throws CellFailure {
        List<Part> parts = new ArrayList<>();
        String code = cell.code();
        int at = cell.skipBlank(0);
        while (at < code.length()) {
            if (code.charAt(at) == '%') {
                int end = TimeMagic.endOfMagic(cell, at);
                parts.add(new Part(at, code.substring(at, end), true, false));
                at = cell.skipBlank(end);
                continue;
            }
            String rest = code.substring(at);
            CompletionInfo info = analysis.analyzeCompletion(rest);
            Completeness state = info.completeness();
            if (state == Completeness.DEFINITELY_INCOMPLETE) {
                throw ErrorText.incomplete(cell, at);
            }
            if (state == Completeness.UNKNOWN || !state.isComplete()) {
                parts.add(new Part(at, rest, false, isWrong(rest)));
                break;
            }
            refuseStrayReturn(cell, at, info.source());
            parts.add(new Part(at, info.source(), false, false));
            at = cell.skipBlank(code.length() - info.remaining().length());
        }
        return parts;
    }

    private void refuseStrayReturn(Cell cell, int at, String source) throws CellFailure {
        int found = source.contains("return") ? StrayReturn.in(source) : -1;
        if (found >= 0) {
            throw ErrorText.notRun(cell, at + found, STRAY_RETURN);
        }
    }

    private boolean isWrong(String source) {
        return analysis.sourceToSnippets(source).stream()
                .anyMatch(ErroneousSnippet.class::isInstance);
    }
}
