package anpvs.cli;

import anpvs.Texts;
import anpvs.data.Downloads;
import anpvs.progress.StatusLine;

/** Shows a download: one line that renews itself on a terminal, a line now and then elsewhere. */
final class DownloadProgress implements Downloads.Listener {
    private static final long TERMINAL_NANOS = 500_000_000L;
    private static final long LOG_NANOS = 30_000_000_000L;

    private final boolean terminal = StatusLine.onStandardError();
    private String current = "";
    private long firstBytes;
    private long firstTime;
    private long lastTime;

    @Override
    public void update(String name, long done, long total) {
        long now = System.nanoTime();
        if (!name.equals(current) || done < firstBytes) {
            current = name;
            firstBytes = done;
            firstTime = now;
            lastTime = now;
        }
        boolean complete = done == total;
        if (complete || now - lastTime >= (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            lastTime = now;
            String line =
                    line(name, done, total, (done - firstBytes) / ((now - firstTime + 1) * 1e-9));
            if (terminal) {
                StatusLine.show(System.err, line);
            } else {
                System.err.println(line);
            }
            if (complete) {
                StatusLine.end();
            }
        }
    }

    static String line(String name, long done, long total, double bytesPerSecond) {
        String text =
                Texts.format(
                        "%s: %.1f of %.1f MB (%d %%)",
                        name, done / 1e6, total / 1e6, 100 * done / total);
        if (done < total && bytesPerSecond > 0) {
            long seconds = Math.round((total - done) / bytesPerSecond);
            text +=
                    Texts.format(
                            ", %.2f MB/s, %d:%02d left",
                            bytesPerSecond / 1e6, seconds / 60, seconds % 60);
        }
        return text;
    }
}
