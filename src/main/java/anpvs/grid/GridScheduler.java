package anpvs.grid;

import anpvs.progress.InterruptedRun;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Spreads a grid over workers, one run at a time each. A run begins when those that it needs are
 * trained; one that fails stops only those that need it.
 */
public final class GridScheduler {
    /** Does a run. */
    @FunctionalInterface
    public interface Worker {
        /**
         * Trains and evaluates a run.
         *
         * @param entry the run
         * @return why it was not done; null if it was
         * @throws InterruptedException if it was told to stop, and has stored what it can
         */
        String run(RunGrid.Entry entry) throws InterruptedException;
    }

    private static final long PATIENCE_SECONDS = 60;

    private final RunGrid grid;
    private final Predicate<RunGrid.Entry> isDone;
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private final Map<Integer, String> failed = new TreeMap<>();

    /**
     * @param grid all runs
     * @param isDone tells which of them are done
     */
    public GridScheduler(RunGrid grid, Predicate<RunGrid.Entry> isDone) {
        this.grid = grid;
        this.isDone = isDone;
    }

    /**
     * Does all runs that are not done.
     *
     * @param workers who do them, all at the same time
     * @return what was not done and why, by index; empty if all is done
     * @throws InterruptedRun if the thread was interrupted; the workers have been interrupted too,
     *     and have ended
     */
    public Map<Integer, String> runAll(List<Worker> workers) {
        for (RunGrid.Entry entry : grid.entries()) {
            if (isDone.test(entry)) {
                begun.add(entry.index());
                finished.add(entry.index());
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(workers.size());
        try {
            List<Future<?>> all =
                    workers.stream()
                            .<Future<?>>map(one -> threads.submit(() -> work(one)))
                            .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            throw new InterruptedRun(
                    "the grid was interrupted; what was done is stored, and the same command goes"
                            + " on with it");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            await(threads);
        }
        return new TreeMap<>(failed);
    }

    /** Workers that are told to stop store their checkpoints first. */
    private static void await(ExecutorService threads) {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a worker does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Void work(Worker worker) throws InterruptedException {
        for (RunGrid.Entry entry = next(); entry != null; entry = next()) {
            String reason = "it was stopped";
            try {
                reason = worker.run(entry);
            } finally {
                end(entry, reason);
            }
        }
        return null;
    }

    /**
     * {@return a run that can begin, at the latest when others have ended; null if none is left}
     */
    private synchronized RunGrid.Entry next() throws InterruptedException {
        while (true) {
            for (RunGrid.Entry entry : grid.entries()) {
                if (begun.contains(entry.index())) {
                    continue;
                }
                List<Integer> lost =
                        entry.dependencies().stream().filter(failed::containsKey).toList();
                if (!lost.isEmpty()) {
                    begun.add(entry.index());
                    finished.add(entry.index());
                    failed.put(entry.index(), "it needs " + lost + ", which failed");
                } else if (finished.containsAll(entry.dependencies())) {
                    begun.add(entry.index());
                    return entry;
                }
            }
            if (finished.size() == begun.size()) {
                return null;
            }
            wait();
        }
    }

    private synchronized void end(RunGrid.Entry entry, String reason) {
        finished.add(entry.index());
        if (reason != null) {
            failed.put(entry.index(), reason);
        }
        notifyAll();
    }
}
