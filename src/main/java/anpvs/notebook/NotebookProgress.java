package anpvs.notebook;

import anpvs.progress.Progress;
import anpvs.report.TableView;

/**
 * Progress of one task in a notebook: one display that is replaced, not a line for each step, so
 * that a single output is stored.
 */
public final class NotebookProgress implements Progress {
    private static final long INTERVAL_NANOS = 500_000_000L;

    private String display;
    private String title;
    private long shown;

    @Override
    public synchronized void update(Status status) {
        boolean other = !status.title().equals(title);
        long now = System.nanoTime();
        if (!other && !status.finished() && now - shown < INTERVAL_NANOS) {
            return;
        }
        title = status.title();
        shown = now;
        RichText text = new RichText(html(status), status.line());
        if (display == null) {
            display = Notebook.display(text);
        } else {
            Notebook.updateDisplay(display, text);
        }
    }

    @Override
    public void note(String line) {
        System.out.println(line);
    }

    private static String html(Status status) {
        return "<progress value=\"%s\" max=\"%s\"></progress> %s"
                .formatted(status.done(), status.total(), TableView.escape(status.line()));
    }
}
