package anpvs.evaluate;

import anpvs.check.Check;
import anpvs.check.CheckSettings;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.RateMeter;
import java.util.List;

/** Counts the passes of the checks, for the time left, and lets an interrupt stop them. */
final class CheckProgress {
    private final String run;
    private final long total;
    private final Progress progress;
    private final RateMeter meter = new RateMeter(0);
    private final CheckSettings settings;
    private long before;
    private long passed;
    private long planned;
    private String name = "";

    CheckProgress(String run, CheckSettings settings, List<Check> checks, Progress progress) {
        this.run = run;
        this.settings = settings;
        this.progress = progress;
        this.total = checks.stream().mapToLong(this::planned).sum();
    }

    private long planned(Check check) {
        return Math.max(1, Math.round(check.passes(settings)));
    }

    void begin(Check check) {
        name = check.id();
        passed = 0;
        planned = planned(check);
        show();
    }

    /** A check may need less than planned. */
    void end(Check check) {
        before += planned(check);
        passed = 0;
        planned = 0;
        show();
    }

    /**
     * @param count images that went through a network
     * @throws InterruptedRun if the thread was interrupted
     */
    void passed(int count) {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        passed += count;
        show();
    }

    /** {@return what is to be thrown where the thread was interrupted; it is so no longer} */
    InterruptedRun interrupted() {
        Thread.interrupted();
        return new InterruptedRun(
                ("the checks of %s were interrupted in '%s'; those before are stored, the same"
                                + " command goes on")
                        .formatted(run, name));
    }

    private void show() {
        long done = before + Math.min(planned, passed / settings.images());
        progress.update(
                new Progress.Status("check " + run, done, total, "pass", meter.rate(done), name));
    }
}
