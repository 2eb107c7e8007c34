package anpvs.progress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * The one line of a terminal that is rewritten while something goes on. It is as long as the
 * terminal is wide at the most, since a line that wraps can not be rewritten; and it is ended when
 * the process is, so that the shell's prompt has a line of its own.
 */
public final class StatusLine {
    private static final int STANDARD_ERROR = 2;
    private static final int USUAL_COLUMNS = 80;

    private static PrintStream open;
    private static int length;
    private static boolean hooked;

    private StatusLine() {}

    /**
     * {@return whether standard error is a terminal} System.console() does not tell: it needs all
     * three streams to be one, and from Java 22 on it is never null.
     */
    public static boolean onStandardError() {
        return isTerminal(Path.of("/proc/self/fd/2"));
    }

    static boolean isTerminal(Path stream) {
        try {
            String device = stream.toRealPath().toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException e) {
            return false; // a pipe or socket, whose name is no path, or not Linux
        }
    }

    /**
     * Replaces the line.
     *
     * @param out a terminal
     * @param text without line ends; cut to the terminal's width
     */
    public static void show(PrintStream out, String text) {
        show(out, text, TerminalWidth.of(STANDARD_ERROR).orElse(USUAL_COLUMNS));
    }

    static synchronized void show(PrintStream out, String text, int columns) {
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(new Thread(StatusLine::end));
        }
        String shown = cut(text, columns);
        int cells = shown.codePointCount(0, shown.length());
        int before = Math.min(length, columns - 1); // the window may have become narrower
        out.print("\r" + shown + " ".repeat(Math.max(0, before - cells)));
        out.flush();
        open = out;
        length = cells;
    }

    /** Ends the line, if one is open: what is printed next stands below it. */
    public static synchronized void end() {
        if (open != null) {
            open.println();
            open.flush();
            open = null;
            length = 0;
        }
    }

    /** {@return the text in one cell less than the columns: in the last one terminals wrap} */
    static String cut(String text, int columns) {
        int room = Math.max(1, columns - 1);
        if (text.codePointCount(0, text.length()) <= room) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, room - 1)) + "\u2026";
    }
}
