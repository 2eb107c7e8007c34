package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Version;
import anpvs.attack.AutoPgd;
import anpvs.attack.LogitLoss;
import anpvs.attack.ThreatModel;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.evaluate.EvaluationSettings.EnsembleSettings;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.model.Predictions;
import anpvs.progress.Progress;
import anpvs.progress.ToldProgress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.RunLock;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.store.TrainedModel;
import anpvs.train.Dies;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttackEvaluatorTest {
    private static final PgdSettings PGD = new PgdSettings(0.04, 0.01, 4);
    private static final Budget SHORT = new Budget(5, 2, 20, 2);
    static final AttackSettings SETTINGS =
            new AttackSettings(Version.STANDARD, PGD, SHORT, 40, 3, 1.0, null, null);

    @TempDir Path folder;

    static AttackEvaluator evaluator(Path root, Progress progress) {
        return new AttackEvaluator(new RunStore(root), set -> Runs.GLYPHS, progress);
    }

    private AttackEvaluator evaluator() {
        return evaluator(folder, Progress.silent());
    }

    static Path file(Run run, String ending) throws IOException {
        try (Stream<Path> files = Files.list(run.folder())) {
            return files.filter(
                            file ->
                                    file.getFileName().toString().startsWith("attack-")
                                            && file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theStoredImagesGiveTheStoredAccuracy() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 30);
        AttackRecord found = evaluator().attack(run, SETTINGS, false);
        Map<String, HostArray> arrays = Npz.read(file(run, ".npz"));
        IntBuffer brokenBy = arrays.get("broken_by").buffer().asIntBuffer();
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray clean = Runs.GLYPHS.test().images(manager, range(40));
            NDArray labels = Runs.GLYPHS.test().labels(manager, range(40));
            NDArray images = arrays.get("images").toEngine(manager);
            ThreatModel.linf(0.04).check(clean, images);
            boolean[] right = Predictions.correct(model.classifier().logits(images), labels);
            boolean[] rightClean = Predictions.correct(model.classifier().logits(clean), labels);
            int robust = 0;
            for (int i = 0; i < 40; i++) {
                assertEquals(right[i], brokenBy.get(i) == AttackRecord.STANDS);
                assertEquals(rightClean[i], brokenBy.get(i) != AttackRecord.CLEAN);
                assertEquals(
                        Runs.GLYPHS.test().label(i),
                        arrays.get("labels").buffer().asIntBuffer().get(i));
                robust += right[i] ? 1 : 0;
            }
            assertEquals(robust, found.robust().correct());
            BitSet standing = AttackEvaluator.standing(run, found);
            assertEquals(robust, standing.cardinality());
            assertTrue(standing.stream().allMatch(i -> right[i]));
        }
        assertTrue(found.robust().correct() < found.clean().correct(), "something was broken");
        assertEquals(found.imagesFile(), file(run, ".npz").getFileName().toString());
        assertEquals(found.robust().lowPercent(), found.interval().low());
        assertEquals(found.robust().highPercent(), found.interval().high());
        consistent(found);
        assertEquals(List.of(found), AttackRecord.of(run).current(), "read as written");
        assertEquals(
                found,
                evaluator(folder, new Dies(() -> true)).attack(run, SETTINGS, false),
                "kept");
    }

    /** As in an archive of records alone: results are still compared image by image. */
    @Test
    void whichImagesStandIsKnownWithoutTheImages() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 30);
        AttackRecord found = evaluator().attack(run, SETTINGS, false);
        IntBuffer brokenBy = Npz.read(file(run, ".npz")).get("broken_by").buffer().asIntBuffer();
        BitSet expected = new BitSet();
        IntStream.range(0, 40)
                .forEach(i -> expected.set(i, brokenBy.get(i) == AttackRecord.STANDS));

        Files.delete(file(run, ".npz"));

        assertEquals(expected, AttackEvaluator.standing(run, found));
        assertTrue(expected.cardinality() > 0 && expected.cardinality() < 40);
    }

    @Test
    void twoProcessesDoNotAttackTheSameRun() {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        AttackSettings few = SETTINGS.withImages(2);
        try (RunLock lock = RunLock.acquire(run.folder(), line -> {})) {
            lock.check();
            assertThrows(RunHeld.class, () -> evaluator().attack(run, few, false));
            assertThrows(RunHeld.class, () -> evaluator().attack(run, few, true));
        }
        AttackRecord found = evaluator().attack(run, few, false);
        try (RunLock lock = RunLock.acquire(run.folder(), line -> {})) {
            lock.check();
            assertEquals(
                    found, evaluator().attack(run, few, false), "what is stored needs no lock");
        }
        AttackEvaluator without =
                new AttackEvaluator(
                        new RunStore(folder),
                        set -> {
                            throw new UserError("fetch the data");
                        },
                        Progress.silent());
        assertThrows(UserError.class, () -> without.attack(run, few, true));
        assertEquals(List.of(found), AttackRecord.of(run).current(), "stays until it is replaced");
        assertEquals(found.imagesSha256(), evaluator().attack(run, few, true).imagesSha256());
    }

    @Test
    void onlyTheUsualAttackOfTheMostImagesIsCompared() throws IOException {
        Run run = Runs.trained(folder, Method.STANDARD, 3);
        evaluator().attack(run, SETTINGS, false);
        assertTrue(AttackEvaluator.ofStandard(run).isEmpty(), "a shorter attack");
        AttackSettings usual = AttackSettings.of(run.spec().recipe(), Version.STANDARD);
        evaluator().attack(run, usual.withImages(1), false);
        AttackRecord most = evaluator().attack(run, usual.withImages(2), false);
        assertEquals(most, AttackEvaluator.ofStandard(run).orElseThrow());
        Path images = run.folder().resolve(most.imagesFile());
        Files.write(images, new byte[] {1});
        UserError error =
                assertThrows(UserError.class, () -> AttackEvaluator.checkImages(run, most));
        assertTrue(error.getMessage().contains("attack --again " + run.id()));
    }

    /** Each attack of AutoAttack sees what the ones before have left. */
    private static void consistent(AttackRecord found) {
        assertEquals(
                List.of("PGD-4", AttackPlan.LATENT, "APGD-CE", "APGD-T", "FAB-T", "Square"),
                found.rows().stream().map(AttackRecord.Row::name).toList());
        int left = found.clean().correct();
        for (AttackRecord.Row row : found.rows()) {
            assertEquals(row.cascade() ? left : found.clean().correct(), row.tried());
            assertEquals(row.tried() - row.broken(), row.accuracy().correct());
            left = row.cascade() ? row.accuracy().correct() : left;
        }
        assertEquals(left, found.robust().correct());
        assertTrue(found.worst().correct() <= found.robust().correct());
        assertTrue(found.worst().correct() <= found.pgd().accuracy().correct());
        assertEquals(
                1, found.lines().stream().filter(line -> line.startsWith("AutoAttack  ")).count());
    }

    /** Its share moves evenly: half of its queries are about half of its work. */
    @Test
    void theTimeLeftOfSquareIsThatOfItsQueries() {
        Run run = Runs.trained(folder, Method.AT, 3);
        List<Progress.Status> square = new ArrayList<>();
        Progress told =
                new ToldProgress(
                        status -> {
                            if (status.title().endsWith("Square")) {
                                square.add(status);
                            }
                        },
                        line -> {});
        Budget queries = new Budget(1, 1, 400, 1);
        PgdSettings weak = new PgdSettings(1e-4, 1e-4, 1); // the images stand
        AttackSettings settings =
                new AttackSettings(Version.STANDARD, weak, queries, 10, 3, null, null, null);
        evaluator(folder, told).attack(run, settings, false);
        assertTrue(square.size() > 300, "queries: " + square.size());
        double first = square.get(0).done();
        double all = square.get(0).total() - first;
        double half = square.get(square.size() / 2).done() - first;
        assertEquals(0.5, half / all, 0.15);
    }

    @Test
    void randomNetworksAreAttackedThroughDraws() {
        AttackSettings rand =
                new AttackSettings(
                        Version.RAND,
                        PGD,
                        new Budget(3, 1, 1, 1),
                        20,
                        3,
                        null,
                        null,
                        new EnsembleSettings(3, 2));
        for (Method method : List.of(Method.AT_BNN, Method.ANP_VS)) {
            Run run = Runs.trained(folder, method, 3);
            AttackRecord found = evaluator().attack(run, rand, false);
            assertEquals(
                    List.of("PGD-4", "APGD-CE", "APGD-DLR"),
                    found.rows().stream().map(AttackRecord.Row::name).toList());
            assertEquals(
                    found.imagesSha256(),
                    evaluator().attack(run, rand, true).imagesSha256(),
                    "repeats");
        }
        Run fixed = Runs.trained(folder, Method.AT, 3);
        UserError error =
                assertThrows(UserError.class, () -> evaluator().attack(fixed, rand, false));
        assertTrue(error.getMessage().contains("--suite standard"), error.getMessage());
    }

    @Test
    void examplesFromTheParentAreTriedOnThePrunedNetwork() {
        Run pruned = Runs.trained(folder, Method.ANP_VS, 3);
        assertTrue(evaluator().parent(pruned.spec()).isEmpty(), "it began with random weights");
        Run parent = Runs.trained(folder, Method.STANDARD, 3);
        AttackRecord found =
                evaluator().attack(pruned, SETTINGS.withImages(20).withParent(parent.id()), false);
        AttackRecord.Row row = found.row(AttackPlan.PARENT);
        assertEquals(found.clean().correct(), row.tried());
        assertFalse(row.cascade());
        // the same row by hand: examples made on the parent, tried on the pruned network
        try (TrainedModel source = TrainedModel.open(parent);
                TrainedModel target = TrainedModel.open(pruned);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray clean = Runs.GLYPHS.test().images(manager, range(20));
            NDArray labels = Runs.GLYPHS.test().labels(manager, range(20));
            boolean[] right = Predictions.correct(target.classifier().logits(clean), labels);
            int[] rows = IntStream.range(0, 20).filter(i -> right[i]).toArray();
            NDArray x = Runs.GLYPHS.test().images(manager, rows);
            NDArray y = Runs.GLYPHS.test().labels(manager, rows);
            int task = found.rows().indexOf(row);
            NDArray moved =
                    new AutoPgd(ThreatModel.linf(0.04), SHORT.steps(), LogitLoss.CROSS_ENTROPY)
                            .perturb(
                                    source.classifier(),
                                    x,
                                    y,
                                    RandomStream.of(3, Purpose.ATTACK, 1_000_000L * (task + 1)));
            boolean[] stand = Predictions.correct(target.classifier().logits(moved), y);
            assertEquals(Accuracy.of(stand).correct(), row.accuracy().correct());
        }
    }

    @Test
    void theParentIsTheUnmaskedRunThatItStartedFrom() {
        ExperimentSpec standard = Runs.tiny(Method.STANDARD, 2);
        ExperimentSpec pruned =
                Runs.tiny(Method.ANP_VS, 3)
                        .with(
                                Map.of(
                                        "start", "STANDARD",
                                        "start.epochs", "2",
                                        "start.trainImages", "40",
                                        "start.batchSize", "10"));
        assertTrue(evaluator().parent(pruned).isEmpty(), "not trained yet");
        Runs.trainer(folder, Progress.silent()).train(standard);
        assertEquals(standard.runId(), evaluator().parent(pruned).orElseThrow().id());
        assertTrue(evaluator().parent(standard).isEmpty(), "has no mask");
    }

    private static int[] range(int end) {
        return IntStream.range(0, end).toArray();
    }
}
