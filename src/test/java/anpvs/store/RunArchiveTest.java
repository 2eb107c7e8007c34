package anpvs.store;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.data.ImageSet;
import anpvs.data.Sha256;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.progress.Progress;
import anpvs.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunArchiveTest {
    private static final EvaluationSettings SETTINGS =
            new EvaluationSettings(new PgdSettings(0.1, 0.05, 2), 1, 10, 10, 0, null);

    @TempDir Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private Path kept() {
        return folder.resolve("kept");
    }

    private Run archived(Run run, boolean withModel) {
        new RunArchive(kept()).add(run, withModel);
        return new RunStore(kept()).find(run.id());
    }

    private static ImageSet nothing() {
        throw new AssertionError("nothing is to be computed");
    }

    private static float[] logits(Run run) {
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = NDManager.newBaseManager()) {
            int[] some = {0, 1, 2, 3};
            return model.classifier()
                    .logits(Runs.GLYPHS.test().images(manager, some))
                    .toFloatArray();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"AT", "AT_BNN", "ADMM", "ANP_VS", "ANP_VS_VIB"})
    void anArchivedRunIsTheSameModelWithTheSameRecords(Method method) throws IOException {
        Run run = Runs.trained(runs(), method, 1);
        Evaluator evaluator =
                new Evaluator(new RunStore(runs()), set -> Runs.GLYPHS, Progress.silent());
        Evaluation measured = evaluator.evaluate(run, SETTINGS);
        Run kept = archived(run, true);

        assertEquals(Run.State.FINISHED, kept.state());
        assertTrue(kept.checkpoints().files().isEmpty());
        assertEquals(run.checkpoints().lastDigest(), kept.checkpoints().lastDigest());
        assertEquals(run.provenance(), kept.provenance());
        assertEquals(run.epochs(), kept.epochs());
        assertEquals(List.of(measured), Evaluation.of(kept).all());
        assertArrayEquals(logits(run), logits(kept));

        RunStore store = new RunStore(kept());
        assertEquals(
                measured,
                new Evaluator(store, set -> nothing(), Progress.silent()).evaluate(kept, SETTINGS));
        assertEquals(
                kept,
                new Trainer(store, set -> nothing(), Progress.silent()).train(kept.spec()),
                "is not trained again");
        Evaluator again = new Evaluator(store, set -> Runs.GLYPHS, Progress.silent());
        Evaluation anew = again.evaluate(kept, SETTINGS, true);
        assertEquals(measured.clean(), anew.clean());
        assertEquals(measured.attacked(), anew.attacked());

        List<String> sums = Files.readAllLines(kept().resolve(RunArchive.SUMS));
        assertEquals(6, sums.size(), sums.toString());
        for (String line : sums) {
            Path file = kept().resolve(line.substring(66));
            if (!file.getFileName().toString().startsWith("evaluation")) {
                assertEquals(line.substring(0, 64), Sha256.of(Files.readAllBytes(file)));
            }
        }
    }

    @Test
    void aRunThatStartsFromAnArchivedOneIsTheSame() {
        ExperimentSpec spec = Runs.tinyFrom(Method.BP, 1, Method.PAT, 1);
        Run run = Runs.trainer(runs(), Progress.silent()).train(spec);
        RunStore store = new RunStore(runs());
        archived(store.of(spec.startSpec().orElseThrow()), true);
        Run other = Runs.trainer(kept(), Progress.silent()).train(spec);
        assertEquals(run.model().keySet(), other.model().keySet());
        run.model()
                .forEach(
                        (name, array) ->
                                assertEquals(
                                        array.buffer(), other.model().get(name).buffer(), name));
        assertEquals(2, new RunStore(kept()).list().size(), "BP was not trained again");
    }

    @Test
    void recordsAloneAreReadButNotApplied() {
        Run run = Runs.trained(runs(), Method.AT, 1);
        Run kept = archived(run, false);
        assertEquals(Run.State.FINISHED, kept.state());
        assertEquals(run.epochs(), kept.epochs());
        UserError error = assertThrows(WeightsNotKept.class, () -> TrainedModel.open(kept));
        assertTrue(error.getMessage().contains("train --method at"), error.getMessage());
        // training there would replace the records
        assertThrows(WeightsNotKept.class, () -> Runs.trained(kept(), Method.AT, 1));
        assertEquals(run.provenance(), kept.provenance());
        assertTrue(kept.checkpoints().files().isEmpty());
    }

    @Test
    void mistakesAreNamedAndNothingIsLost() throws IOException {
        Run run = Runs.trained(runs(), Method.STANDARD, 1);
        RunArchive itself = new RunArchive(runs());
        assertMistake(() -> itself.add(run, true));
        Path link = Files.createSymbolicLink(folder.resolve("link"), runs());
        List<Path> before = AtomicFiles.list(run.folder());
        assertMistake(() -> new RunArchive(link).add(run, false));
        assertEquals(before, AtomicFiles.list(run.folder()));
        assertEquals(Run.State.FINISHED, run.state());
        Run begun = new RunStore(runs()).create(Runs.tiny(Method.STANDARD, 3));
        RunArchive archive = new RunArchive(kept());
        assertMistake(() -> archive.add(begun, true), "is not finished");
        assertFalse(Files.exists(kept().resolve(begun.id())));

        Run kept = archived(run, true);
        Files.write(kept.folder().resolve(FinalModel.MODEL), new byte[] {1});
        assertMistake(() -> TrainedModel.open(kept), "is damaged");
        Files.delete(kept.folder().resolve(FinalModel.MODEL));
        assertMistake(() -> TrainedModel.open(kept));
        assertEquals(logits(run).length, logits(archived(run, true)).length, "added again");
        assertFalse(Files.exists(archived(run, false).folder().resolve(FinalModel.MODEL)));
    }
}
