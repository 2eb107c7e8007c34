package anpvs.evaluate;

import anpvs.data.Batch;
import anpvs.data.LabelledImages;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.RateMeter;

/** What is measured on test images batch by batch, and can be stopped between two of them. */
interface TestPass {
    /**
     * @param batch is measured
     */
    void add(Batch batch);

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
     * @throws InterruptedRun if the thread was interrupted
     */
    default void run(String what, LabelledImages images, int count, int size, Progress progress) {
        RateMeter meter = new RateMeter(0);
        images.eachBatch(
                0,
                count,
                size,
                batch -> {
                    if (Thread.interrupted()) {
                        throw new InterruptedRun(
                                "the evaluation of %s was interrupted after %s images; nothing is stored"
                                        .formatted(what, batch.first()));
                    }
                    add(batch);
                    int done = batch.first() + batch.count();
                    progress.update(
                            new Progress.Status(
                                    "evaluate " + what,
                                    done,
                                    count,
                                    "image",
                                    meter.rate(done),
                                    summary()));
                });
    }
}
