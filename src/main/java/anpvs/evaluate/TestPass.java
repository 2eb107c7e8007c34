package anpvs.evaluate;

import anpvs.attack.WatchedPasses;
import anpvs.data.Batch;
import anpvs.data.LabelledImages;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.RateMeter;
import java.util.concurrent.CancellationException;

/** What is measured on test images batch by batch. */
interface TestPass {
    /** Keeps what was measured. */
    interface Journal {
        /** The pass has added a batch. */
        default void batchDone() {}

        /** {@return what becomes of the batches that were added, in words for the user} */
        default String interrupted() {
            return "nothing is stored";
        }
    }

    /** Keeps nothing. */
    Journal NO_JOURNAL = new Journal() {};

    /** {@return how it is measured} */
    EvaluationSettings settings();

    /**
     * @param batch is measured
     * @throws CancellationException if the thread was interrupted meanwhile; it stays so
     */
    void add(Batch batch);

    /** {@return counts what {@link #add} does} */
    WatchedPasses passes();

    /** {@return how many images were measured before, from the first} */
    default int done() {
        return 0;
    }

    /** {@return the numbers so far, for the progress line, after a batch} */
    String summary();

    /**
     * Measures the first images of a set.
     *
     * @param what is measured, for the progress line
     * @param images the set
     * @param count how many of them
     * @param progress sees each pass through the network
     * @param journal sees each batch
     * @throws InterruptedRun if the thread was interrupted
     */
    default void run(
            String what, LabelledImages images, int count, Progress progress, Journal journal) {
        int size = settings().batchSize();
        int[] done = {done()};
        String[] summary = {done[0] == 0 ? "" : summary()};
        RateMeter meter = new RateMeter(done[0]);
        Runnable update =
                () -> {
                    int batch = Math.min(size, count - done[0]);
                    long now = done[0] + (long) (batch * passes().share());
                    progress.update(
                            new Progress.Status(
                                    "evaluate " + what,
                                    now,
                                    count,
                                    "image",
                                    meter.rate(now),
                                    summary[0]));
                };
        passes().listen(update);
        try {
            images.eachBatch(
                    done[0],
                    count,
                    size,
                    batch -> {
                        if (Thread.currentThread().isInterrupted()) {
                            throw new CancellationException();
                        }
                        add(batch);
                        done[0] += batch.count();
                        journal.batchDone();
                        summary[0] = summary();
                        passes().nextBatch();
                        update.run();
                    });
        } catch (CancellationException e) {
            Thread.interrupted(); // or the file could not be written
            throw new InterruptedRun(
                    "the evaluation of %s was interrupted after %s images; %s"
                            .formatted(what, done[0], journal.interrupted()));
        }
    }
}
