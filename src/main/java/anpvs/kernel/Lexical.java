package anpvs.kernel;

/** What the cursor is in, as the Java compiler would read the source before it. */
enum Lexical {
    CODE,
    COMMENT,
    TEXT;

    static Lexical at(String code, int cursor) {
        int at = 0;
        while (at < cursor) {
            int end;
            Lexical kind;
            if (code.startsWith("//", at)) {
                end = endOf(code, "\n", at + 2, cursor);
                kind = COMMENT;
                if (end > 0) {
                    end--; // the cursor at the end of the line is still in the comment
                }
            } else if (code.startsWith("/*", at)) {
                end = endOf(code, "*/", at + 2, cursor);
                kind = COMMENT;
            } else if (code.startsWith("\"\"\"", at)) {
                end = endOf(code, "\"\"\"", at + 3, cursor);
                kind = TEXT;
            } else if (code.charAt(at) == '"' || code.charAt(at) == '\'') {
                end = endOf(code, code.substring(at, at + 1), at + 1, cursor);
                kind = TEXT;
            } else {
                at++;
                continue;
            }
            if (end < 0) {
                return kind;
            }
            at = end;
        }
        return CODE;
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
