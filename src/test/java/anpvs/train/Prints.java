package anpvs.train;

import anpvs.progress.Progress;

/** Says in a process that is to be killed how far it is: a word for each update, and the notes. */
public record Prints(String word) implements Progress {
    @Override
    public void update(Status status) {
        System.out.println(word);
    }

    @Override
    public void note(String line) {
        System.out.println(line);
    }
}
