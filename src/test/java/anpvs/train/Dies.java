package anpvs.train;

import anpvs.progress.Progress;

/** A process that dies when it has stored so many parts. */
public final class Dies implements Progress {
    private int left;

    public Dies(int parts) {
        left = parts;
    }

    @Override
    public void update(Status status) {
        if (--left == 0) {
            throw new IllegalStateException("killed");
        }
    }

    @Override
    public void note(String line) {
        // not of interest
    }
}
