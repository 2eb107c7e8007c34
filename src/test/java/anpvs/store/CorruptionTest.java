package anpvs.store;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.method.Method;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files of a run: a clear error or an earlier good state, never a crash. */
class CorruptionTest {
    @TempDir Path folder;

    private final List<String> notes = new ArrayList<>();

    private Run retrain(ExperimentSpec spec) {
        Progress listening =
                new Progress() {
                    @Override
                    public void note(String line) {
                        notes.add(line);
                    }
                };
        return Runs.trainer(folder, listening).train(spec);
    }

    private static void flip(Path file, int index) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[index] ^= 0x10;
        Files.write(file, bytes);
    }

    @Test
    void aDamagedCheckpointIsFoundAndAnEarlierOneIsUsed() throws IOException {
        ExperimentSpec spec = Runs.tiny(Method.ANP_VS, 2);
        Run run = Runs.trained(folder, Method.ANP_VS, 2);
        String whole = Runs.newest(run);
        String metrics = Files.readString(run.metricsFile());
        int size = Math.toIntExact(Files.size(run.folder().resolve(whole)));
        for (int index : new int[] {0, size / 3, size / 2, size - 1}) {
            flip(run.folder().resolve(whole), index);
            assertMistake(run::finalCheckpoint, whole, "is damaged");

            retrain(spec);
            assertEquals(whole, Runs.newest(run));
            assertEquals(metrics, Files.readString(run.metricsFile()));
            run.finalCheckpoint();
        }
        assertTrue(notes.stream().anyMatch(note -> note.contains("goes on at step 4")));
        Files.write(run.folder().resolve(whole), new byte[0]);
        retrain(spec);
        assertEquals(whole, Runs.newest(run));
    }

    @Test
    void whereEveryCheckpointIsDamagedTheErrorSaysWhatToDo() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 2);
        List<Path> files = run.checkpoints().files();
        assertEquals(2, files.size());
        for (Path file : files) {
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
        }
        assertMistake(
                () -> retrain(Runs.tiny(Method.STANDARD, 2)),
                "all 2 checkpoints",
                "delete the folder");
    }

    @Test
    void anotherRunsCheckpointIsRefused() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        Run other = Runs.trained(folder, Method.STANDARD, 2);
        Path foreign = other.checkpoints().files().get(0);
        Files.copy(foreign, run.folder().resolve(foreign.getFileName()));
        assertMistake(run::finalCheckpoint, "of run " + other.id());
        assertMistake(() -> retrain(Runs.tiny(Method.STANDARD, 1)));
    }

    @Test
    void flippedAndCutRecordsAreClearErrorsOrMeanTheSame() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 2);
        Evaluator evaluator =
                new Evaluator(new RunStore(folder), set -> Runs.GLYPHS, Progress.silent());
        EvaluationSettings settings = EvaluationSettings.of(run.spec().recipe()).withImages(4);
        evaluator.evaluate(run, settings);
        check(run.specFile(), run::spec);
        check(run.provenanceFile(), run::provenance);
        check(run.metricsFile(), run::epochs);
        check(Evaluation.of(run).file(settings, ".json"), () -> Evaluation.of(run).all());
    }

    /** What a flipped bit can make of a digit: an exponent beyond all numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"1e12345", "1e-12345", "1e2147483647", "218e97431336962"})
    void absurdNumbersAreClearErrors(String number) {
        String text = "{\"seconds\":" + number + ",\"sha256\":\"0\"}";
        String e = assertMistake(() -> SealedJson.unseal(text, Map.class, "record.json"));
        assertTrue(e.startsWith("record.json is damaged: "), e);
    }

    private static void check(Path file, Supplier<?> reader) throws IOException {
        byte[] good = Files.readAllBytes(file);
        Object expected = reader.get();
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            Files.write(file, flipped);
            try {
                assertEquals(expected, reader.get(), file + " byte " + i); // white space
            } catch (UserError e) {
                assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
            }
        }
        for (int length = 0; length < good.length - 1; length += 7) {
            Files.write(file, Arrays.copyOf(good, length));
            try {
                // whole lines of metrics may be missing: a reader cannot know how many there were
                Object found = reader.get();
                assertTrue(found instanceof List<?> lines && lines.size() < 2, file + " " + length);
            } catch (UserError e) {
                assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
            }
        }
        Files.write(file, good);
        assertEquals(expected, reader.get());
    }

    @Test
    void damagedRecordsAreRepairedByTraining() throws IOException {
        ExperimentSpec spec = Runs.tiny(Method.STANDARD, 2);
        Trainer first = Runs.trainer(folder, new Runs.InterruptAt(Runs.STEPS));
        assertThrows(InterruptedRun.class, () -> first.train(spec));
        Run run = new RunStore(folder).of(spec);
        for (Path file : List.of(run.specFile(), run.provenanceFile(), run.metricsFile())) {
            flip(file, 20);
        }
        assertMistake(run::spec);
        retrain(spec);
        assertEquals(spec, run.spec());
        assertEquals(2, run.epochs().size());
        assertEquals(1, run.provenance().sessions().size());
        assertTrue(notes.stream().anyMatch(note -> note.contains("spec.json")), notes::toString);
        assertTrue(
                notes.stream().anyMatch(note -> note.contains("provenance.json")), notes::toString);
    }

    @Test
    void aDamagedEvaluationIsComputedAnew() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        Evaluator evaluator =
                new Evaluator(new RunStore(folder), set -> Runs.GLYPHS, Progress.silent());
        EvaluationSettings settings = EvaluationSettings.of(run.spec().recipe()).withImages(4);
        Evaluation first = evaluator.evaluate(run, settings);
        flip(Evaluation.of(run).file(settings, ".json"), 30);
        Evaluation second = evaluator.evaluate(run, settings);
        assertEquals(first.clean(), second.clean());
        assertEquals(first.vulnerability(), second.vulnerability());
        assertEquals(second, Evaluation.of(run).all().get(0));
    }
}
