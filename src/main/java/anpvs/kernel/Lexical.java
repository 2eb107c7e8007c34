package anpvs.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What the cursor is in, as the Java compiler would read the source before it. */
enum Lexical {
    CODE,
    COMMENT,
    TEXT;

    static Lexical at(String code, int cursor) {
        int at = 0;
        while (at < cursor) {
            int end = endOfPart(code, at, cursor);
            if (end < 0) {
                return code.charAt(at) == '/' ? COMMENT : TEXT;
            }
            at = end;
        }
        return CODE;
    }

    /** Where the bracket, quote or comment stands that is open at the end; -1 if none is. */
    static int openMark(String code, int from) {
        Deque<Integer> open = new ArrayDeque<>();
        int at = from;
        while (at < code.length()) {
            int end = endOfPart(code, at, code.length());
            if (end < 0 && !code.startsWith("//", at)) {
                return at;
            }
            char mark = code.charAt(at);
            if ("([{".indexOf(mark) >= 0) {
                open.push(at);
            } else if (")]}".indexOf(mark) >= 0) {
                open.poll();
            }
            at = end < 0 ? code.length() : end;
        }
        return open.isEmpty() ? -1 : open.peek();
    }

    /** The mark that {@link #openMark} found, as it is written. */
    static String markAt(String code, int at) {
        for (String mark : List.of("\"\"\"", "/*")) {
            if (code.startsWith(mark, at)) {
                return mark;
            }
        }
        return code.substring(at, at + 1);
    }

    /** Where a comment, a text or else a character is over; -1 if that is after the cursor. */
    private static int endOfPart(String code, int at, int cursor) {
        if (code.startsWith("//", at)) {
            int end = endOf(code, "\n", at + 2, cursor);
            return end > 0 ? end - 1 : end; // the end of the line is still in the comment
        }
        if (code.startsWith("/*", at)) {
            return endOf(code, "*/", at + 2, cursor);
        }
        if (code.startsWith("\"\"\"", at)) {
            return endOf(code, "\"\"\"", at + 3, cursor);
        }
        char mark = code.charAt(at);
        return mark == '"' || mark == '\''
                ? endOf(code, String.valueOf(mark), at + 1, cursor)
                : at + 1;
    }

    /** Where a thing that ends with {@code mark} is over; -1 if that is after the cursor. */
    private static int endOf(String code, String mark, int from, int cursor) {
        boolean escapes = mark.startsWith("\"") || mark.equals("'");
        boolean oneLine = escapes && mark.length() == 1;
        int at = from;
        while (at < cursor) {
            if (code.startsWith(mark, at)) {
                return at + mark.length() <= cursor ? at + mark.length() : -1;
            }
            if (oneLine && code.charAt(at) == '\n') {
                return at;
            }
            at += escapes && code.charAt(at) == '\\' ? 2 : 1;
        }
        return -1;
    }
}
