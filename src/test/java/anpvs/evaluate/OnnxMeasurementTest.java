package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.check.CheckSettings;
import anpvs.check.CheckVerdict;
import anpvs.check.Finding;
import anpvs.check.SanityChecks;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of our own networks, exported and measured as a stranger's, gives what its run gives. */
class OnnxMeasurementTest {
    @TempDir static Path folder;

    private static Run run;
    private static Path file;

    @BeforeAll
    static void export() {
        run = Runs.trained(folder.resolve("runs"), Method.STANDARD, 30);
        file = folder.resolve("net.onnx");
        OnnxFile.export(run, false, null, file);
    }

    private static OnnxMeasurement open() {
        return new OnnxMeasurement(file, Dataset.GLYPHS, set -> Runs.GLYPHS, Progress.silent());
    }

    /** Rows without the seconds that they took. */
    private static List<String> rows(AttackRecord record) {
        return record.rows().stream()
                .map(
                        row ->
                                row.name()
                                        + row.cascade()
                                        + row.tried()
                                        + row.broken()
                                        + row.accuracy())
                .toList();
    }

    @Test
    void autoAttackGivesTheRunsRecord() {
        AttackSettings settings = AttackEvaluatorTest.SETTINGS;
        AttackRecord expected =
                AttackEvaluatorTest.evaluator(run.folder().getParent(), Progress.silent())
                        .attack(run, settings, false);
        try (OnnxMeasurement network = open()) {
            AttackRecord found = network.attack(settings, false);
            assertEquals(rows(expected), rows(found));
            assertEquals(expected.clean(), found.clean());
            assertEquals(expected.robust(), found.robust());
            assertEquals(expected.worst(), found.worst());
            assertEquals(expected.imagesSha256(), found.imagesSha256());
            assertTrue(found.clean().correct() > found.robust().correct(), "nothing was broken");
            Path results = folder.resolve("net.onnx.results/glyphs");
            assertTrue(Files.exists(results.resolve(found.imagesFile())));
            assertEquals(found, network.attack(settings, false), "it is stored");
        }
    }

    @Test
    void checksAreMadeAndStored() {
        CheckSettings settings =
                new CheckSettings(
                        20, 20, 0.05, 0.01, 5, List.of(5, 10), List.of(1, 2), 5, 20, 3, 5, 1);
        try (OnnxMeasurement network = open()) {
            List<String> all = SanityChecks.ids();
            CheckRecord found = network.check(settings, SanityChecks.of(all), false);
            assertEquals(all.size(), found.findings().size());
            assertTrue(found.count(CheckVerdict.PASS) >= 8, found.findings().toString());
            assertEquals(0, found.count(CheckVerdict.FAIL), found.findings().toString());
            CheckRecord again = network.check(settings, SanityChecks.of(all), false);
            // those with an answer are not made again
            found.findings().stream()
                    .filter(finding -> finding.verdict() != CheckVerdict.NONE)
                    .map(Finding::check)
                    .forEach(id -> assertEquals(found.seconds().get(id), again.seconds().get(id)));
        }
    }

    @Test
    void accuracyAndVulnerabilityAreTheRuns() {
        EvaluationSettings settings =
                new EvaluationSettings(AttackEvaluatorTest.SETTINGS.pgd(), 2, 30, 10, 4, null);
        Evaluation expected =
                new Evaluator(
                                new RunStore(run.folder().getParent()),
                                set -> Runs.GLYPHS,
                                Progress.silent())
                        .evaluate(run, settings);
        try (OnnxMeasurement network = open()) {
            FileEvaluation found = network.evaluate(settings);
            assertEquals(expected.clean(), found.clean());
            assertEquals(expected.noise(), found.noise());
            assertEquals(expected.attacked(), found.attacked());
            assertEquals(expected.worst(), found.worst());
            assertNotNull(found.vulnerability());
            assertEquals(expected.vulnerability().mean(), found.vulnerability().mean(), 1e-5);
            assertEquals(6, found.lines().size());
        }
    }

    private static void refused(Path network, Dataset images, String words) {
        UserError error =
                assertThrows(
                        UserError.class,
                        () ->
                                new OnnxMeasurement(
                                        network,
                                        images,
                                        new DataFolder(Path.of("none"))::load,
                                        Progress.silent()));
        assertTrue(error.getMessage().contains(words), error.getMessage());
    }

    @Test
    void aNetworkThatDoesNotFitTheImagesIsRefused() throws IOException {
        refused(file, Dataset.SHAPES, "(N, 1, 28, 28)");
        Path text = folder.resolve("text.onnx");
        Files.writeString(text, "no network");
        refused(text, Dataset.GLYPHS, "not an ONNX file");
    }
}
