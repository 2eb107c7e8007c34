package anpvs.train;

import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.RunHeld;

/** Waits for runs that other processes train. */
public final class Patience {
    private static final long MILLISECONDS = 2_000;

    private Patience() {}

    /**
     * Does a task, again and again while another process has what it needs.
     *
     * @param wait whether to wait at all
     * @param progress gets a line when the waiting begins
     * @param task what to do
     * @throws RunHeld if it is not to wait
     * @throws InterruptedRun if the thread was interrupted while it waited
     */
    public static void until(boolean wait, Progress progress, Runnable task) {
        until(wait, progress, task, MILLISECONDS);
    }

    static void until(boolean wait, Progress progress, Runnable task, long pause) {
        boolean told = false;
        while (true) {
            try {
                task.run();
                return;
            } catch (RunHeld e) {
                if (!wait) {
                    throw e;
                }
                if (!told) {
                    progress.note("waiting: " + e.getMessage());
                    told = true;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                throw new InterruptedRun("interrupted while waiting for another process");
            }
        }
    }
}
