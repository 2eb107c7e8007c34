package anpvs.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.progress.InterruptedRun;
import java.util.function.UnaryOperator;

/** Wall times in milliseconds. */
final class Stopwatch {
    private Stopwatch() {}

    /**
     * @throws InterruptedRun instead of beginning, if the thread was interrupted
     */
    static double milliseconds(Runnable task) {
        if (Thread.interrupted()) {
            throw new InterruptedRun(
                    "the benchmark was interrupted; nothing of it is stored, repeat the command");
        }
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Computes from images, in a scope of its own, until the result is there. */
    static void inScope(NDArray images, UnaryOperator<NDArray> computation) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray view = images.stopGradient();
            view.attach(scope);
            computation.apply(view).toFloatArray(); // waits for the engine
        }
    }
}
