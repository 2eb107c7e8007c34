package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.Records;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.train.TrainProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation that is stopped, in any way, goes on. */
class EvaluationResumeTest {
    private static final int BATCH = 10;
    private static final int IMAGES = 35;

    /** Three batches and a smaller one, from two starts. */
    static final EvaluationSettings SETTINGS =
            new EvaluationSettings(new PgdSettings(0.1, 0.05, 20), 2, IMAGES, BATCH, 3, null);

    @TempDir Path folder;
    private Run run;

    @BeforeEach
    void train() {
        run = Runs.trained(folder, Method.ANP_VS, 3);
    }

    /** Notes what it is told, and interrupts the thread after so many images. */
    private static final class Watcher implements Progress {
        private final int interruptAfter; // images; 0 for never
        private final List<String> notes = new ArrayList<>();
        private final List<Long> done = new ArrayList<>();

        Watcher(int interruptAfter) {
            this.interruptAfter = interruptAfter;
        }

        @Override
        public void update(Status status) {
            done.add(status.done());
            if (interruptAfter > 0 && status.done() >= interruptAfter) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }

        /** It was told of each pass from these images on, also between two batches. */
        void assertTold(long first) {
            assertEquals(first, done.get(0));
            assertEquals(IMAGES, done.get(done.size() - 1));
            assertEquals(done.stream().sorted().toList(), done);
            assertTrue(done.stream().anyMatch(images -> images % BATCH != 0 && images < 30));
            assertTrue(done.containsAll(List.of(20L, 30L)), done.toString());
        }
    }

    private Evaluation evaluate(Progress progress) {
        return evaluator(progress).evaluate(run, SETTINGS);
    }

    private Evaluator evaluator(Progress progress) {
        return new Evaluator(new RunStore(folder), set -> Runs.GLYPHS, progress);
    }

    private Path begun() {
        return Evaluation.of(run).file(SETTINGS, Records.BEGUN);
    }

    /** All that was counted, bit by bit; costs and times are measured anew. */
    private static List<Object> counted(Evaluation found) {
        return Arrays.asList(
                found.clean(),
                found.noise(),
                found.attacked(),
                found.worst(),
                found.hardClean(),
                found.hardRobust(),
                found.vulnerability(),
                found.answers());
    }

    private List<Object> undisturbed() {
        List<Object> whole = counted(evaluate(Progress.silent()));
        AtomicFiles.delete(Evaluation.of(run).file(SETTINGS, ".json"));
        return whole;
    }

    @Test
    void aKilledProcessGoesOnToTheSameNumbers() throws Exception {
        List<Object> whole = undisturbed();
        Process process =
                TrainProcess.startMain(
                        EvaluationProcess.class, Map.of(), folder.toString(), run.id());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            while (!Files.exists(begun())) {
                assertNotNull(output.readLine(), "the process ended");
            }
            process.destroyForcibly().waitFor(); // SIGKILL
        }
        assertTrue(Evaluation.of(run).all().isEmpty(), "nothing unfinished counts");
        assertTrue(Files.exists(begun()));
        Watcher watcher = new Watcher(0);
        assertEquals(whole, counted(evaluate(watcher)));
        watcher.assertTold(10);
        assertFalse(Files.exists(begun()), "the record is there in its place");
    }

    @Test
    void anInterruptInTheMidstOfABatchKeepsTheBatchesBefore() {
        List<Object> whole = undisturbed();
        for (int batches = 1; batches <= 2; batches++) {
            int reached = batches * BATCH;
            InterruptedRun error =
                    assertThrows(InterruptedRun.class, () -> evaluate(new Watcher(reached)));
            assertTrue(
                    error.getMessage()
                            .endsWith(
                                    "was interrupted after "
                                            + reached
                                            + " images; what was measured is stored, and the same"
                                            + " command goes on"),
                    error.getMessage());
            assertFalse(Thread.interrupted(), "the interrupt has had its effect");
        }
        assertEquals(whole, counted(evaluate(Progress.silent())));
    }

    /** Until the new record is there, the old one stays; what is interrupted goes on. */
    @Test
    void whatIsMeasuredAgainReplacesWhatIsStoredWhenItIsDone() {
        Evaluation first = evaluate(Progress.silent());
        Evaluator without =
                new Evaluator(
                        new RunStore(folder),
                        set -> {
                            throw new UserError("fetch the data");
                        },
                        Progress.silent());
        assertThrows(UserError.class, () -> without.evaluate(run, SETTINGS, true));
        assertEquals(List.of(first), Evaluation.of(run).all());
        assertThrows(
                InterruptedRun.class,
                () -> evaluator(new Watcher(2 * BATCH)).evaluate(run, SETTINGS, true));
        assertEquals(List.of(first), Evaluation.of(run).all());
        Watcher watcher = new Watcher(0);
        assertEquals(counted(first), counted(evaluator(watcher).evaluate(run, SETTINGS, true)));
        watcher.assertTold(2 * BATCH);
        assertFalse(Files.exists(begun()));
    }

    @Test
    void anAttackEndsBetweenTwoPassesWhenTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        InterruptedRun error =
                assertThrows(InterruptedRun.class, () -> evaluate(Progress.silent()));
        assertTrue(error.getMessage().contains("after 0 images"), error.getMessage());
        assertFalse(Thread.currentThread().isInterrupted());
        assertTrue(Evaluation.of(run).all().isEmpty());
        assertFalse(Files.exists(begun()));
    }

    @Test
    void whatBelongsToOtherWeightsOrIsDamagedIsMeasuredAnew(@TempDir Path other)
            throws IOException {
        List<Object> whole = undisturbed();
        Run elsewhere = Runs.trained(other, Method.ANP_VS, 4);
        Evaluator foreign =
                new Evaluator(new RunStore(other), set -> Runs.GLYPHS, new Watcher(BATCH));
        assertThrows(InterruptedRun.class, () -> foreign.evaluate(elsewhere, SETTINGS));
        Files.move(Evaluation.of(elsewhere).file(SETTINGS, Records.BEGUN), begun());
        Watcher watcher = new Watcher(0);
        assertEquals(whole, counted(evaluate(watcher)));
        watcher.assertTold(0);

        AtomicFiles.delete(Evaluation.of(run).file(SETTINGS, ".json"));
        Files.writeString(begun(), "no archive");
        watcher = new Watcher(0);
        assertEquals(whole, counted(evaluate(watcher)));
        assertTrue(watcher.notes.toString().contains("measuring anew"), watcher.notes.toString());
    }
}
