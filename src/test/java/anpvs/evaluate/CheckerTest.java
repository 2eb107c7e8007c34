package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.EngineTest;
import anpvs.RecordComponents;
import anpvs.UserError;
import anpvs.check.Check;
import anpvs.check.CheckSettings;
import anpvs.check.CheckVerdict;
import anpvs.check.Finding;
import anpvs.check.Measure;
import anpvs.check.SanityChecks;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.Npz;
import anpvs.data.Sha256;
import anpvs.engine.RandomStream;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.ToldProgress;
import anpvs.store.AtomicFiles;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.RunLock;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.store.SealedJson;
import anpvs.train.Trainer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckerTest {
    private static final CheckSettings SETTINGS =
            new CheckSettings(10, 10, 0.1, 0.05, 2, List.of(1, 2, 4), List.of(1, 2), 4, 5, 2, 3, 0);

    @TempDir Path folder;

    private RunStore store() {
        return new RunStore(folder);
    }

    private Checker checker() {
        return new Checker(store(), set -> Runs.GLYPHS, Progress.silent());
    }

    /** Interrupts the thread when an update is of that kind; expects no notes. */
    private Checker stopped(Predicate<Progress.Status> when) {
        Progress stop =
                new ToldProgress(
                        status -> {
                            if (when.test(status)) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        Assertions::fail);
        return new Checker(store(), set -> Runs.GLYPHS, stop);
    }

    private static List<Check> some(String... ids) {
        return SanityChecks.of(Set.of(ids));
    }

    private CheckRecord check(Run run, List<Check> checks) {
        return checker().check(run, SETTINGS, checks, List.of(), false);
    }

    private static ImageSet nothing() {
        throw new AssertionError("nothing is to be computed");
    }

    @Test
    void everyCheckOfAPrunedNetworkIsStoredAndNoEvaluationChanges() throws IOException {
        Run start = Runs.trained(folder, Method.STANDARD, 1);
        Run run = Runs.trained(folder, Method.ANP_VS, 1);
        EvaluationSettings evaluation =
                new EvaluationSettings(new PgdSettings(0.1, 0.05, 2), 1, 10, 10, 0, null);
        new Evaluator(store(), set -> Runs.GLYPHS, Progress.silent()).evaluate(run, evaluation);
        Map<String, String> before = contents(run);

        CheckRecord record =
                checker().check(run, SETTINGS, SanityChecks.all(), List.of(start), false);
        assertEquals(SanityChecks.ids(), record.findings().stream().map(Finding::check).toList());
        for (String asked : List.of("transfer", "training-mode", "mask", "averaged")) {
            Finding finding = record.finding(asked).orElseThrow();
            assertNotEquals(CheckVerdict.NONE, finding.verdict(), finding.toString());
        }
        assertEquals(
                CheckVerdict.PASS,
                record.finding("recompute").orElseThrow().verdict(),
                record.finding("recompute").toString());
        assertEquals(
                List.of(start.id()),
                SanityChecks.sources(record.finding("transfer").orElseThrow()));
        assertEquals(record, checker().stored(run, SETTINGS).orElseThrow());

        Map<String, String> after = contents(run);
        before.forEach((name, sum) -> assertEquals(sum, after.get(name), name));
        assertEquals(before.size() + 2, after.size(), after.keySet().toString());
    }

    @Test
    void aFindingDoesNotDependOnWhatRanBefore() {
        Run run = Runs.trained(folder, Method.ANP_VS, 1);
        List<Check> drawing = some("repeat", "training-mode", "averaged");
        CheckRecord together = check(run, drawing);
        for (Check one : drawing) {
            CheckRecord alone = checker().check(run, SETTINGS, List.of(one), List.of(), true);
            assertEquals(together.finding(one.id()), alone.finding(one.id()));
        }
    }

    private static Map<String, String> contents(Run run) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(run.folder())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith("lease")) { // who holds the run is no evaluation
                    sums.put(name, Sha256.of(Files.readAllBytes(file)));
                }
            }
        }
        return sums;
    }

    @Test
    void twoProcessesDoNotCheckTheSameRun() {
        Run run = Runs.trained(folder, Method.AT, 1);
        try (RunLock lock = RunLock.acquire(run.folder(), line -> {})) {
            lock.check();
            assertThrows(RunHeld.class, () -> check(run, some("order")));
        }
    }

    @Test
    void anInterruptWithinAnAttackSaysWhatIsStored() {
        Run run = Runs.trained(folder, Method.AT, 1);
        for (String id : SanityChecks.ids()) {
            AtomicInteger updates = new AtomicInteger();
            Checker stopped =
                    stopped(status -> updates.incrementAndGet() == 3); // the third pass has begun
            try {
                stopped.check(run, SETTINGS, some(id), List.of(), false);
            } catch (InterruptedRun e) {
                String expected = "were interrupted in '" + id + "'; those before are stored";
                assertTrue(e.getMessage().contains(expected), e.getMessage());
                assertFalse(Thread.currentThread().isInterrupted(), id);
            }
            Thread.interrupted(); // a check of fewer passes has ended
        }
    }

    @Test
    void finishedChecksAreNotRepeatedAndAnInterruptKeepsThem() {
        Run run = Runs.trained(folder, Method.AT, 1);
        List<String> begun = new ArrayList<>();
        Checker stopped =
                stopped(
                        status -> {
                            begun.add(status.detail());
                            return status.detail().equals("gradient");
                        });
        List<Check> asked = some("order", "zero-gradients", "gradient");
        assertThrows(
                InterruptedRun.class, () -> stopped.check(run, SETTINGS, asked, List.of(), false));
        CheckRecord stored = checker().stored(run, SETTINGS).orElseThrow();
        assertEquals(
                List.of("order", "zero-gradients"),
                stored.findings().stream().map(Finding::check).toList());

        begun.clear();
        Thread.interrupted();
        assertThrows(
                InterruptedRun.class, () -> stopped.check(run, SETTINGS, asked, List.of(), false));
        Thread.interrupted();
        assertEquals(Set.of("gradient"), Set.copyOf(begun));

        CheckRecord all = check(run, asked);
        assertEquals(stored.findings(), all.findings().subList(0, 2));
        Checker idle = new Checker(store(), set -> nothing(), Progress.silent());
        assertEquals(all, idle.check(run, SETTINGS, asked, List.of(), false));
        // what was interrupted gives what was not
        AtomicFiles.write(CheckRecord.of(run).file(SETTINGS, ".json"), "no record");
        List<String> notes = new ArrayList<>();
        Progress noted = new ToldProgress(status -> {}, notes::add);
        CheckRecord anew =
                new Checker(store(), set -> Runs.GLYPHS, noted)
                        .check(run, SETTINGS, asked, List.of(), false);
        assertEquals(all.findings(), anew.findings());
        assertTrue(notes.get(0).contains("damaged"), notes.toString());
    }

    @Test
    void aCheckThatStillDoesNotApplyLeavesTheRecordAlone() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        CheckRecord record = check(run, some("order", "mask"));
        assertEquals(CheckVerdict.NONE, record.finding("mask").orElseThrow().verdict());
        Path file = CheckRecord.of(run).file(SETTINGS, ".json");
        FileTime before = FileTime.fromMillis(0);
        Files.setLastModifiedTime(file, before);
        assertEquals(record, check(run, some("order", "mask")));
        assertEquals(before, Files.getLastModifiedTime(file));
    }

    @Test
    void whatIsAskedForAgainIsMadeAgainAndReplacesWhatWasStored() {
        Run run = Runs.trained(folder, Method.AT, 1);
        CheckRecord right = check(run, some("order", "zero-gradients"));
        Finding order = right.finding("order").orElseThrow();
        Finding old =
                RecordComponents.with(
                        order,
                        Map.of(
                                "verdict",
                                CheckVerdict.FAIL,
                                "evidence",
                                List.of(),
                                "note",
                                "of an earlier version"));
        CheckRecord stale =
                RecordComponents.with(
                        right, Map.of("findings", List.of(old, right.findings().get(1))));
        AtomicFiles.write(
                CheckRecord.of(run).file(SETTINGS, ".json"), SealedJson.seal(stale, true));
        assertEquals(stale, check(run, some("order")));
        CheckRecord again = checker().check(run, SETTINGS, some("order"), List.of(), true);
        assertEquals(right.findings(), again.findings());
        assertEquals(again, checker().stored(run, SETTINGS).orElseThrow());
    }

    @Test
    void theStoredImagesGiveTheAccuracyThatIsReported() {
        Run run = Runs.trained(folder, Method.AT, 1);
        Finding found = check(run, some("recompute")).finding("recompute").orElseThrow();
        assertEquals(CheckVerdict.PASS, found.verdict(), found.toString());

        Map<String, HostArray> arrays = Npz.read(CheckRecord.of(run).file(SETTINGS, ".npz"));
        assertEquals(Set.of("adversarial", "clean", "labels"), arrays.keySet());
        assertArrayEquals(new long[] {10, 1, 28, 28}, arrays.get("adversarial").shape().getShape());
        FloatBuffer clean = arrays.get("clean").buffer().asFloatBuffer();
        FloatBuffer changed = arrays.get("adversarial").buffer().asFloatBuffer();
        while (clean.hasRemaining()) {
            float pixel = changed.get();
            assertEquals(clean.get(), pixel, 0.1f + 1e-6f);
            assertTrue(pixel >= 0 && pixel <= 1);
        }
    }

    @Test
    void aTransferSourceThatAppearsLaterIsTaken() {
        Run run = Runs.trained(folder, Method.AT, 1);
        Finding none = check(run, some("transfer")).finding("transfer").orElseThrow();
        assertEquals(CheckVerdict.NONE, none.verdict());
        Run other = Runs.trained(folder, Method.STANDARD, 1);
        CheckRecord now = checker().check(run, SETTINGS, some("transfer"), List.of(other), false);
        assertEquals(
                List.of(other.id()), SanityChecks.sources(now.finding("transfer").orElseThrow()));
        List<Run> sources = List.of(run);
        UserError itself =
                assertThrows(
                        UserError.class,
                        () -> checker().check(run, SETTINGS, some("transfer"), sources, false));
        assertTrue(itself.getMessage().contains(run.id()), itself.getMessage());
    }

    /** A mask that keeps nearly every unit: whatever is drawn, the logits are about the same. */
    @Test
    void drawsOfAMaskHaveTheStatisticsOfEvaluation() {
        ImageSet shapes = new DataFolder(Path.of("none")).load(Dataset.SHAPES);
        ExperimentSpec spec =
                ExperimentSpec.of(Method.ANP_VS, Dataset.SHAPES, Profile.SMOKE, Fidelity.PAPER, 2)
                        .with(
                                Map.of(
                                        "epochs", "1",
                                        "trainImages", "20",
                                        "batchSize", "10",
                                        "start", "null",
                                        "attack.steps", "1",
                                        "mask.initialA", "80"));
        Run run = new Trainer(store(), set -> shapes, Progress.silent()).train(spec);
        try (CheckedModel model = CheckedModel.open(run, List.of());
                NDManager manager = NDManager.newBaseManager()) {
            NDArray x = shapes.test().images(manager, new int[] {0, 1, 2});
            float[] measured = model.subject().model().logits(x).toFloatArray();
            float[] drawn =
                    model.subject()
                            .draw()
                            .apply(manager, RandomStream.of(0, RandomStream.Purpose.MASK, 0))
                            .logits(x)
                            .toFloatArray();
            double apart = EngineTest.relativeError(measured, drawn);
            assertTrue(apart < 0.5, "apart by " + apart);
        }
    }

    @Test
    void aFrozenMaskIsNotDrawn() {
        try (CheckedModel model =
                CheckedModel.open(Runs.trained(folder, Method.PAT, 1), List.of())) {
            assertNull(model.subject().draw());
            assertNull(model.subject().trainingMode());
        }
    }

    @Test
    void numbersThatAreNotFiniteCanBeStored() {
        Finding finding =
                new Finding(
                        "steps",
                        "?",
                        CheckVerdict.FAIL,
                        List.of(
                                new Measure("loss", 1.0, Double.POSITIVE_INFINITY, ""),
                                new Measure("error", null, Double.NaN, "")),
                        "",
                        "");
        String text = SealedJson.seal(finding, true);
        assertEquals(finding, SealedJson.unseal(text, Finding.class, "test"));
    }

    @Test
    void aRunThatIsNotFinishedIsTheUsersMistake() {
        Run run = store().create(Runs.tiny(Method.AT, 1));
        UserError error = assertThrows(UserError.class, () -> check(run, some("order")));
        assertTrue(error.getMessage().contains("not finished"), error.getMessage());
    }
}
