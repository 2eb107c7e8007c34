package anpvs.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.grid.GridScheduler.Worker;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.RunStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class GridSchedulerTest {
    @TempDir Path store;

    private final RunGrid grid =
            RunGrid.of(Profile.SMOKE, RunGrid.datasets(Profile.SMOKE), List.of(Method.values()), 1);
    private final Set<Integer> ended = Collections.synchronizedSet(new HashSet<>());
    private final List<Integer> begun = Collections.synchronizedList(new ArrayList<>());

    private GridScheduler scheduler(RunGrid runs) {
        return new GridScheduler(runs, GridProcess.runner(store, Progress.silent())::isDone);
    }

    private String note(RunGrid.Entry entry) {
        assertTrue(ended.containsAll(entry.dependencies()), () -> "too early: " + entry);
        begun.add(entry.index());
        return null;
    }

    @Test
    void eachRunIsDoneOnceAfterThoseThatItNeeds() {
        Worker worker =
                entry -> {
                    note(entry);
                    Thread.sleep(2);
                    ended.add(entry.index());
                    return null;
                };
        assertEquals(Map.of(), scheduler(grid).runAll(List.of(worker, worker, worker)));
        assertEquals(grid.entries().size(), begun.size());
        assertEquals(grid.entries().size(), ended.size());
    }

    @Test
    void workersWorkAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        Worker worker =
                entry -> {
                    both.countDown();
                    return both.await(30, TimeUnit.SECONDS) ? null : "alone";
                };
        assertEquals(Map.of(), scheduler(grid).runAll(List.of(worker, worker)));
    }

    @Test
    void aFailureStopsOnlyThoseThatNeedIt() {
        RunGrid tiny = GridProcess.tiny(); // Standard, ANP from it, AT
        RunGrid.Entry standard = tiny.entries().get(0);
        RunGrid.Entry anp = tiny.entries().get(1);
        assertEquals(List.of(standard.index()), anp.dependencies());
        Worker worker =
                entry -> {
                    begun.add(entry.index());
                    return entry.index() == standard.index() ? "no luck" : null;
                };
        assertEquals(
                Map.of(
                        standard.index(),
                        "no luck",
                        anp.index(),
                        "it needs [" + standard.index() + "], which failed"),
                scheduler(tiny).runAll(List.of(worker, worker)));
        assertEquals(2, begun.size());
    }

    @Test
    void whatIsDoneIsNotRepeated() {
        RunGrid tiny = GridProcess.tiny();
        GridRunner runner = GridProcess.runner(store, Progress.silent());
        runner.run(tiny, tiny.entries().get(0));
        scheduler(tiny).runAll(List.of(entry -> Integer.toString(begun.size() + put(entry))));
        assertEquals(List.of(1, 2), begun);
    }

    /** Whatever the engine does for the others at the same time. */
    @Test
    void runsDoneSideBySideAreBitEqualToThoseDoneAlone() {
        RunGrid tiny = GridProcess.tiny();
        GridRunner alone = GridProcess.runner(store.resolve("alone"), Progress.silent());
        assertEquals(Map.of(), alone.runAll(tiny));
        GridRunner runner = GridProcess.runner(store.resolve("both"), Progress.silent());
        Worker worker =
                entry -> {
                    runner.run(tiny, entry);
                    return null;
                };
        GridScheduler both = new GridScheduler(tiny, runner::isDone);
        assertEquals(Map.of(), both.runAll(List.of(worker, worker)));
        for (RunGrid.Entry entry : tiny.entries()) {
            assertTrue(runner.isDone(entry));
            assertEquals(
                    digest(store.resolve("alone"), entry), digest(store.resolve("both"), entry));
        }
    }

    private static String digest(Path store, RunGrid.Entry entry) {
        return new RunStore(store).of(entry.spec()).checkpoints().lastDigest();
    }

    private int put(RunGrid.Entry entry) {
        begun.add(entry.index());
        return 0;
    }

    @Test
    void interruptReachesTheWorkers() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        Worker worker =
                entry -> {
                    working.countDown();
                    try {
                        Thread.sleep(60_000);
                        return null;
                    } catch (InterruptedException e) {
                        told.countDown();
                        throw e;
                    }
                };
        Thread main = Thread.currentThread();
        Thread user =
                new Thread(
                        () -> {
                            try {
                                working.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            main.interrupt();
                        });
        user.start();
        assertThrows(InterruptedRun.class, () -> scheduler(grid).runAll(List.of(worker)));
        assertEquals(0, told.getCount());
        user.join();
    }
}
