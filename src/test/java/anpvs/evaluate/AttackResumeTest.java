package anpvs.evaluate;

import static anpvs.evaluate.AttackEvaluatorTest.SETTINGS;
import static anpvs.evaluate.AttackEvaluatorTest.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.RecordComponents;
import anpvs.UserError;
import anpvs.method.Method;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.ToldProgress;
import anpvs.store.AtomicFiles;
import anpvs.store.Run;
import anpvs.store.Runs;
import anpvs.train.Dies;
import anpvs.train.TrainProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attack that is stopped, in any way, goes on. */
class AttackResumeTest {
    @TempDir Path folder;

    private AttackEvaluator evaluator() {
        return AttackEvaluatorTest.evaluator(folder, Progress.silent());
    }

    /** On another machine rounding may let one more image be right: all later ones move on. */
    @Test
    void whatWasFoundOfOtherImagesIsNotUsed() {
        AttackJournal journal =
                AttackJournal.open(
                        folder.resolve("journal"),
                        new AttackJournal.State("run", "weights", SETTINGS, Map.of(), 2));
        AttackJournal.Part part =
                new AttackJournal.Part(new boolean[] {true, false}, new float[] {1}, 1);
        journal.store(0, 0, new int[] {3, 5}, part);
        assertEquals(1, journal.find(0, 0, new int[] {3, 5}).orElseThrow().seconds());
        assertTrue(journal.find(0, 0, new int[] {4, 5}).isEmpty());
    }

    @Test
    void aKilledProcessGoesOnToTheSameRecordAndImages() throws Exception {
        Run run = Runs.trained(folder, Method.ANP_VS, 3);
        AttackRecord whole = evaluator().attack(run, SETTINGS, false);
        byte[] images = Files.readAllBytes(file(run, ".npz"));
        AtomicFiles.delete(AttackRecord.of(run).file(SETTINGS, ".json"));
        for (int parts : new int[] {2, 5}) {
            Process process =
                    TrainProcess.startMain(
                            AttackProcess.class, Map.of(), folder.toString(), run.id());
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                while (stored(run) < 1 + parts) { // a state and what was found
                    assertNotNull(output.readLine(), "the process ended");
                }
                process.destroyForcibly().waitFor(); // SIGKILL
            }
            assertTrue(
                    AttackRecord.of(run).find(SETTINGS, line -> {}).isEmpty(),
                    "nothing unfinished counts");
            assertTrue(stored(run) >= 1 + parts);
        }
        assertEquals(timeless(whole), timeless(evaluator().attack(run, SETTINGS, false)));
        assertArrayEquals(images, Files.readAllBytes(file(run, ".npz")));
        assertThrows(NoSuchElementException.class, () -> file(run, ".part"));
    }

    /** How many files the beginning of an attack has. */
    private static long stored(Run run) {
        try (Stream<Path> all = Files.walk(run.folder())) {
            return all.filter(one -> one.getParent().toString().endsWith(".part"))
                    .filter(one -> !one.getFileName().toString().startsWith(".")) // being written
                    .count();
        } catch (IOException | UncheckedIOException e) {
            return 0; // a file was renamed in this moment
        }
    }

    /** All but the time that it took. */
    private static AttackRecord timeless(AttackRecord found) {
        List<AttackRecord.Row> rows =
                found.rows().stream()
                        .map(row -> RecordComponents.with(row, Map.of("seconds", 0.0)))
                        .toList();
        return RecordComponents.with(found, Map.of("rows", rows, "seconds", 0.0));
    }

    @Test
    void anInterruptKeepsWhatWasFound() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 3);
        Progress interrupts =
                new ToldProgress(
                        status -> {
                            if (stored(run) > 1) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        line -> {});
        InterruptedRun error =
                assertThrows(
                        InterruptedRun.class,
                        () ->
                                AttackEvaluatorTest.evaluator(folder, interrupts)
                                        .attack(run, SETTINGS, false));
        assertTrue(error.getMessage().contains("goes on"), error.getMessage());
        assertFalse(Thread.interrupted(), "the interrupt has had its effect");
        assertTrue(Files.exists(file(run, ".part").resolve("part-000-00000.npz")));
    }

    @Test
    void theBeginningOfAnotherAttackIsRefused(@TempDir Path other) throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 3);
        Run foreign = Runs.trained(other, Method.ANP_VS, 3);
        for (Path root : List.of(folder, other)) {
            Run begun = root == folder ? run : foreign;
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            AttackEvaluatorTest.evaluator(root, new Dies(() -> stored(begun) > 1))
                                    .attack(begun, SETTINGS, false));
        }
        Path mine = file(run, ".part");
        Path theirs = file(foreign, ".part");
        // a single part of another run
        Path part = mine.resolve("part-000-00000.npz");
        Files.delete(part);
        Files.copy(theirs.resolve("part-000-00000.npz"), part);
        UserError error =
                assertThrows(UserError.class, () -> evaluator().attack(run, SETTINGS, false));
        assertTrue(error.getMessage().contains("belongs to another attack"), error.getMessage());
        // the whole folder of another run
        AtomicFiles.delete(mine);
        Files.move(theirs, mine);
        error = assertThrows(UserError.class, () -> evaluator().attack(run, SETTINGS, false));
        assertTrue(error.getMessage().contains(foreign.id()), error.getMessage());
        assertTrue(error.getMessage().contains("delete it"), error.getMessage());
        AtomicFiles.delete(mine);
        assertEquals(40, evaluator().attack(run, SETTINGS, false).clean().images());
    }
}
