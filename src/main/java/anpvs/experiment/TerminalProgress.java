package anpvs.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Progress as text: one line that is rewritten on a terminal, else a line now and then. */
public final class TerminalProgress implements Progress {
    private static final double TERMINAL_SECONDS = 0.5;
    private static final double LOG_SECONDS = 30;

    private final PrintStream out;
    private final boolean terminal;
    private long lastShown;
    private String lastTitle = "";
    private int lineLength;

    /**
     * @param out where to write
     * @param terminal whether that is a terminal, on which a line can be rewritten
     */
    public TerminalProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** {@return progress on the standard error stream} */
    public static TerminalProgress ofProcess() {
        return new TerminalProgress(System.err, onStandardError());
    }

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

    @Override
    public synchronized void update(Status status) {
        long now = System.nanoTime();
        double wait = terminal ? TERMINAL_SECONDS : LOG_SECONDS;
        boolean due = (now - lastShown) / 1e9 >= wait || !status.title().equals(lastTitle);
        if (!due && !status.finished()) {
            return;
        }
        lastShown = now;
        lastTitle = status.title();
        String line = status.line();
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, lineLength - line.length())));
            lineLength = line.length();
            if (status.finished()) {
                out.println();
                lineLength = 0;
            }
        } else {
            out.println(
                    LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
                            + " "
                            + line);
        }
        out.flush();
    }

    @Override
    public synchronized void note(String line) {
        if (lineLength > 0) {
            out.println();
            lineLength = 0;
        }
        out.println(line);
        out.flush();
    }
}
