package anpvs.progress;

import java.io.PrintStream;
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
        return new TerminalProgress(System.err, StatusLine.onStandardError());
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
            StatusLine.show(out, line);
            if (status.finished()) {
                StatusLine.end();
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
        StatusLine.end();
        out.println(line);
        out.flush();
    }
}
