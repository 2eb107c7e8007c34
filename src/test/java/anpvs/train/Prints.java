package anpvs.train;

import anpvs.progress.Progress;

/** Says in a process that is to be killed how far it is: a line for each update, and the notes. */
public record Prints() implements Progress {
    @Override
    public void update(Status status) {
        System.out.println(status.line());
    }

    @Override
    public void note(String line) {
        System.out.println(line);
    }
}
