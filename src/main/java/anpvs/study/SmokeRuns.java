package anpvs.study;

import ai.djl.Device;
import anpvs.engine.ComputeDevice;
import anpvs.grid.GridRunner;
import anpvs.grid.GridScheduler;
import anpvs.grid.RunGrid;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.SharedProgress;
import anpvs.store.ExperimentSpec;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains the smoke profile's runs, several at the same time: with its small batches a second core
 * does more for a second run than for the same.
 */
final class SmokeRuns {
    private static final int MOST_WORKERS = 4;

    private SmokeRuns() {}

    /**
     * Trains what is not trained. A run that fails is left to whoever needs it, to be tried again
     * and explained.
     *
     * @param context its store, images and progress
     * @param specs runs of the smoke profile
     * @param evaluated whether they are also measured as the tables want it
     * @throws InterruptedRun if the thread was interrupted; what was done is stored
     */
    static void prepare(Context context, Collection<ExperimentSpec> specs, boolean evaluated) {
        RunGrid grid = RunGrid.of(specs, evaluated);
        GridRunner known = new GridRunner(context.store(), context::images, Progress.silent());
        int open = (int) grid.entries().stream().filter(entry -> !known.isDone(entry)).count();
        if (open == 0) {
            return;
        }
        SharedProgress progress =
                new SharedProgress(
                        context.progress(), "runs of " + context.dataset().id() + ", smoke", open);
        List<GridScheduler.Worker> workers =
                IntStream.range(0, Math.min(workers(), open))
                        .mapToObj(i -> worker(context, grid, progress))
                        .toList();
        new GridScheduler(grid, known::isDone).runAll(workers);
    }

    private static int workers() {
        return ComputeDevice.get().getDeviceType().equals(Device.Type.CPU)
                ? Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors())
                : 1;
    }

    private static GridScheduler.Worker worker(
            Context context, RunGrid grid, SharedProgress progress) {
        GridRunner runner = new GridRunner(context.store(), context::images, progress.worker());
        return entry -> {
            try {
                runner.run(grid, entry);
                return null;
            } catch (InterruptedRun e) {
                throw new InterruptedException(e.getMessage());
            } catch (RuntimeException e) { // of whatever kind: told by who needs the run
                return String.valueOf(e.getMessage());
            } finally {
                progress.end();
            }
        };
    }
}
