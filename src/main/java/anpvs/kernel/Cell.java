package anpvs.kernel;

/**
 * The source of a cell. Every line ends with a newline: the other line ends that Java knows become
 * one here, with no offset changed.
 *
 * @param number the cell's execution count, as Jupyter shows it in {@code [n]}
 * @param code the whole source
 */
record Cell(int number, String code) {
    Cell {
        code = code.replace("\r\n", " \n").replace('\r', '\n');
    }

    /** The next offset at or after {@code offset} that is neither white space nor a comment. */
    int skipBlank(int offset) {
        int at = offset;
        while (at < code.length()) {
            if (Character.isWhitespace(code.charAt(at))) {
                at++;
            } else if (code.startsWith("//", at)) {
                at = lineEnd(at);
            } else if (code.startsWith("/*", at) && code.indexOf("*/", at + 2) >= 0) {
                at = code.indexOf("*/", at + 2) + 2;
            } else {
                break;
            }
        }
        return at;
    }

    /** The end of the line at {@code offset}, without its line break. */
    int lineEnd(int offset) {
        int end = code.indexOf('\n', offset);
        return end < 0 ? code.length() : end;
    }

    /** The line of an offset, counted from 1. */
    int lineAt(int offset) {
        int end = Math.min(Math.max(offset, 0), code.length());
        return 1 + (int) code.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    /** The text of a line, counted from 1; empty outside the cell. */
    String line(int number) {
        return code.lines().skip(number - 1L).findFirst().orElse("").stripTrailing();
    }

    /** The offset of the first character of the line at {@code offset}. */
    int lineStart(int offset) {
        return code.lastIndexOf('\n', Math.min(offset, code.length()) - 1) + 1;
    }
}
