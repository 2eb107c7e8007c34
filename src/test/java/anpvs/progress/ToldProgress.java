package anpvs.progress;

import java.util.function.Consumer;

/**
 * Progress that hands on what it is told.
 *
 * @param updates gets how far the task is
 * @param notes gets what the user should read
 */
public record ToldProgress(Consumer<Progress.Status> updates, Consumer<String> notes)
        implements Progress {
    @Override
    public void update(Status status) {
        updates.accept(status);
    }

    @Override
    public void note(String line) {
        notes.accept(line);
    }
}
