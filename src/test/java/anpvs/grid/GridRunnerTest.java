package anpvs.grid;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.store.RunArchive;
import anpvs.store.RunLock;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.train.TrainProcess;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridRunnerTest {
    @TempDir Path folder;

    /** Has a process work on the grid that ends without a word when it is that far. */
    private static void killAfter(Path store, String line) throws Exception {
        Process process =
                TrainProcess.startMain(GridProcess.class, Map.of(), store.toString(), line);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertEquals(137, process.waitFor());
    }

    @Test
    void aRunThatAnotherProcessTrainsIsWaitedFor() throws Exception {
        RunGrid.Builder one = new RunGrid.Builder();
        one.add(Runs.tiny(Method.STANDARD, 1), List.of(), Set.of(PaperPart.TABLE_1));
        RunGrid grid = one.build();
        Run first = new RunStore(folder).create(grid.entry(0).spec());
        RunLock lock = RunLock.acquire(first.folder(), line -> {});
        List<String> notes = new CopyOnWriteArrayList<>();
        Progress progress =
                new Progress() {
                    @Override
                    public void note(String line) {
                        notes.add(line);
                        if (line.startsWith("waiting: ")) {
                            lock.close();
                        }
                    }
                };
        assertEquals(Map.of(), GridProcess.runner(folder, progress).runAll(grid));
        assertTrue(notes.stream().anyMatch(line -> line.startsWith("waiting: ")), notes::toString);
    }

    @Test
    void aKilledGridGoesOnAndRepeatsNothing() throws Exception {
        RunGrid grid = GridProcess.tiny();
        assertEquals(3, grid.entries().size());
        assertEquals(List.of(0), grid.entry(1).dependencies());
        Path whole = folder.resolve("whole");
        assertEquals(Map.of(), GridProcess.runner(whole, Progress.silent()).runAll(grid));

        Path killed = folder.resolve("killed");
        String pruned = grid.entry(1).spec().runId();
        killAfter(killed, pruned + " 6"); // in its second epoch
        RunStore store = new RunStore(killed);
        GridRunner runner = GridProcess.runner(killed, Progress.silent());
        assertTrue(runner.isDone(grid.entry(0)));
        assertEquals("interrupted", runner.state(grid.entry(1)));
        assertEquals("missing", runner.state(grid.entry(2)));
        Provenance first = store.of(grid.entry(0).spec()).provenance();

        assertEquals(Map.of(), runner.runAll(grid));
        assertEquals(first, store.of(grid.entry(0).spec()).provenance());
        for (RunGrid.Entry entry : grid.entries()) {
            assertEquals("done", runner.state(entry));
            Run other = new RunStore(whole).of(entry.spec());
            assertEquals(Runs.newest(other), Runs.newest(store.of(entry.spec())));
            assertEquals(1, Evaluation.of(store.of(entry.spec())).all().size());
        }
        // all done: no images are asked for
        GridRunner idle =
                new GridRunner(
                        store,
                        dataset -> {
                            throw new AssertionError("computed again");
                        },
                        Progress.silent());
        assertEquals(Map.of(), idle.runAll(grid));
    }

    @Test
    void aFailedRunStopsThoseThatNeedItAndNoOther() {
        ExperimentSpec bad = Runs.tiny(Method.STANDARD, 2).with(Map.of("weightRate", "1e30"));
        ExperimentSpec needsIt =
                Runs.tinyFrom(Method.STANDARD, 2, Method.ANP, 1)
                        .with(Map.of("start.weightRate", "1e30"));
        ExperimentSpec good = Runs.tiny(Method.STANDARD, 1);
        RunGrid.Builder builder = new RunGrid.Builder();
        builder.add(needsIt, List.of(GridProcess.evaluation()), Set.of(PaperPart.TABLE_1));
        builder.add(good, List.of(GridProcess.evaluation()), Set.of(PaperPart.TABLE_1));
        RunGrid grid = builder.build();
        assertEquals(bad, grid.entry(0).spec());
        GridRunner runner = GridProcess.runner(folder, Progress.silent());
        assertMistake(() -> runner.run(grid, grid.entry(1)), "0 (" + bad.runId() + ")");

        Map<Integer, String> failed = runner.runAll(grid);
        assertEquals(Set.of(0, 1), failed.keySet());
        assertTrue(failed.get(0).contains("is not finite"), failed::toString);
        assertTrue(failed.get(1).contains("[0]"), failed::toString);
        assertTrue(runner.isDone(grid.entry(2)));
    }

    /** Figure 3 asks for one start; what a table has of five, and with a source, is that too. */
    @Test
    void whatFiguresCanReadIsNotMeasuredAgainAndRecordsAloneAreNotTrainedOver() {
        ExperimentSpec spec = Runs.tiny(Method.STANDARD, 1);
        EvaluationSettings one = GridProcess.evaluation().ofOneStart();
        EvaluationSettings other = one.whiteBox(one.attack().withSteps(2));
        RunGrid.Builder builder = new RunGrid.Builder();
        builder.add(spec, List.of(one, other), Set.of(PaperPart.FIGURE_3));
        RunGrid grid = builder.build();
        Path whole = folder.resolve("whole");
        RunStore store = new RunStore(whole);
        Run run = Runs.trainer(whole, Progress.silent()).train(spec);
        new Evaluator(store, set -> Runs.GLYPHS, Progress.silent())
                .evaluate(
                        run,
                        new EvaluationSettings(
                                one.attack(), 2, one.images(), one.batchSize(), one.seed(), null));
        GridRunner runner = GridProcess.runner(whole, Progress.silent());
        assertEquals(List.of(other), runner.unmeasured(grid.entry(0)));
        assertEquals("trained, 1 evaluation missing", runner.state(grid.entry(0)));

        Path archive = folder.resolve("archive");
        new RunArchive(archive).add(run, false);
        Run kept = new RunStore(archive).find(run.id());
        Provenance before = kept.provenance();
        GridRunner records = GridProcess.runner(archive, Progress.silent());
        assertEquals(
                "trained, weights not kept, 1 evaluation missing", records.state(grid.entry(0)));
        Map<Integer, String> failed = records.runAll(grid);
        assertTrue(failed.get(0).contains("--runs my-runs"), failed::toString);
        assertEquals(before, kept.provenance());
        assertTrue(kept.checkpoints().files().isEmpty(), "nothing was trained");
        assertEquals(1, Evaluation.of(kept).current().size());
    }

    @Test
    void timesComeFromFinishedRunsOfTheSameImages() {
        RunGrid grid = GridProcess.tiny();
        RunStore store = new RunStore(folder);
        GridRunner runner = GridProcess.runner(folder, Progress.silent());
        // an empty store: as long as the archive's runs of the same network
        GridCosts archive = new GridCosts(new RunStore(Path.of("runs")));
        ExperimentSpec at = grid.entry(2).spec();
        assertTrue(archive.trainingSeconds(at) > 0);
        assertEquals(archive.trainingSeconds(at), new GridCosts(store).trainingSeconds(at));
        runner.run(grid, grid.entry(0));
        GridCosts costs = new GridCosts(store);
        assertEquals(0, runner.seconds(grid.entry(0), costs));
        assertFalse(Double.isNaN(runner.seconds(grid.entry(2), costs)));
        // Standard: 8 steps of 10 images, one pass each; AT: the attack's step and two passes
        double training = store.of(grid.entry(0).spec()).provenance().seconds() * 3;
        double evaluation = Evaluation.of(store.of(grid.entry(0).spec())).all().get(0).seconds();
        assertEquals(training + evaluation, runner.seconds(grid.entry(2), costs), 1e-9);
    }
}
