package anpvs.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Progress of runs that are done side by side: how many have ended, and where the others are. */
public final class SharedProgress {
    private final Progress shown;
    private final String title;
    private final int runs;
    private final long begin = System.nanoTime();
    private final List<Task> now = new ArrayList<>();
    private int ended;

    /** What a worker does at present. */
    private record Task(String text, double share) {}

    /**
     * @param shown where it is shown
     * @param title what is done
     * @param runs how many runs there are
     */
    public SharedProgress(Progress shown, String title, int runs) {
        this.shown = shown;
        this.title = title;
        this.runs = runs;
    }

    /** {@return where one more worker tells how far it is} */
    public synchronized Progress worker() {
        int index = now.size();
        now.add(null);
        return new Progress() {
            @Override
            public void update(Progress.Status status) {
                String text =
                        status.title()
                                + ' '
                                + status.unit()
                                + ' '
                                + status.done()
                                + " of "
                                + status.total();
                set(index, new Task(text, (double) status.done() / Math.max(1, status.total())));
            }

            @Override
            public void note(String line) {
                shown.note(line);
            }
        };
    }

    private synchronized void set(int index, Task task) {
        now.set(index, task);
        show();
    }

    /** Counts a run that has ended. */
    public synchronized void end() {
        ended++;
        show();
    }

    private void show() {
        String detail =
                now.stream()
                        .filter(Objects::nonNull)
                        .map(Task::text)
                        .collect(Collectors.joining("; "));
        // a worker between two runs counts as none begun
        double done =
                ended
                        + now.stream()
                                .filter(Objects::nonNull)
                                .mapToDouble(task -> task.share() < 1 ? task.share() : 0)
                                .sum();
        double rate = done / ((System.nanoTime() - begin) / 1e9);
        shown.update(new Progress.Status(title, ended, runs, "run", rate, detail));
    }
}
