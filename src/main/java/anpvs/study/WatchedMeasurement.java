package anpvs.study;

import ai.djl.ndarray.NDArray;
import anpvs.model.Classifier;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.Run;
import anpvs.store.TrainedModel;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * One measurement of a cell. It counts the images that go through the networks it watches, tells
 * how far that is, with the time left, and ends before the next pass when the thread is
 * interrupted: a pass takes well below a second.
 */
final class WatchedMeasurement {
    private final Progress progress;
    private final String title;
    private final long passes;
    private final long start = System.nanoTime();
    private long done;

    private WatchedMeasurement(Progress progress, String title, long passes) {
        this.progress = progress;
        this.title = title;
        this.passes = passes;
    }

    /**
     * @param progress where to tell
     * @param title what is measured
     * @param passes about how many times an image goes through a network, at most
     * @param work measures, with networks that are watched
     * @return what it found
     * @throws InterruptedRun if the thread was interrupted
     */
    static <T> T of(
            Progress progress, String title, double passes, Function<WatchedMeasurement, T> work) {
        WatchedMeasurement measuring =
                new WatchedMeasurement(progress, title, Math.max(1, Math.round(passes)));
        try {
            T found = work.apply(measuring);
            if (Thread.currentThread().isInterrupted()) { // in the last pass
                throw measuring.interrupted();
            }
            measuring.tell(measuring.passes);
            return found;
        } catch (CancellationException e) { // from within an attack
            throw measuring.interrupted();
        }
    }

    private InterruptedRun interrupted() {
        Thread.interrupted();
        return new InterruptedRun(title + " was interrupted; nothing of it is kept");
    }

    /** {@return the same network; each pass is counted, and none begins after an interrupt} */
    Classifier watch(Classifier network) {
        return network.watched(this::count);
    }

    /** {@return what some work finds with the network of a run, watched and open meanwhile} */
    <T> T with(Run run, Function<Classifier, T> work) {
        try (TrainedModel model = TrainedModel.open(run)) {
            return work.apply(watch(model.classifier()));
        }
    }

    private void count(NDArray images) {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        done += images.getShape().get(0);
        tell(Math.min(done, passes - 1));
    }

    private void tell(long now) {
        double rate = now / ((System.nanoTime() - start) / 1e9);
        progress.update(new Progress.Status(title, now, passes, "pass", rate, ""));
    }
}
