package anpvs.evaluate;

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
        void batchDone();

        /** {@return what becomes of the batches that were added, in words for the user} */
        String interrupted();
    }

    /** Keeps nothing. */
    Journal NO_JOURNAL =
            new Journal() {
                @Override
                public void batchDone() {}

                @Override
                public String interrupted() {
                    return "nothing is stored";
                }
            };

    /**
     * @param batch is measured
     * @throws CancellationException if the thread was interrupted meanwhile; it stays so
     */
    void add(Batch batch);

    /** {@return how many images were measured before, from the first} */
    default int done() {
        return 0;
    }

    /** {@return the numbers so far, for the progress line} */
    String summary();

    /**
     * Measures the first images of a set.
     *
     * @param what is measured, for the progress line
     * @param images the set
     * @param count how many of them
     * @param size images at a time
     * @param progress sees each batch
     * @param journal sees each batch
     * @throws InterruptedRun if the thread was interrupted
     */
    default void run(
            String what,
            LabelledImages images,
            int count,
            int size,
            Progress progress,
            Journal journal) {
        int[] done = {done()};
        RateMeter meter = new RateMeter(done[0]);
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
                        progress.update(
                                new Progress.Status(
                                        "evaluate " + what,
                                        done[0],
                                        count,
                                        "image",
                                        meter.rate(done[0]),
                                        summary()));
                    });
        } catch (CancellationException e) {
            Thread.interrupted(); // or the file could not be written
            throw new InterruptedRun(
                    "the evaluation of %s was interrupted after %s images; %s"
                            .formatted(what, done[0], journal.interrupted()));
        }
    }
}
