package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.attack.Attack;
import anpvs.attack.Pgd;
import anpvs.attack.Restarts;
import anpvs.attack.ThreatModel;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.store.SealedJson;
import anpvs.store.TrainedModel;
import anpvs.store.TransferSource;
import anpvs.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTest {
    private static final PgdSettings ATTACK = new PgdSettings(0.1, 0.05, 2);

    @TempDir Path folder;

    private Evaluator evaluator() {
        return new Evaluator(new RunStore(folder), set -> Runs.GLYPHS, Progress.silent());
    }

    @Test
    void countsAreThoseOfTheAttacksThemselves() {
        Run run = Runs.trained(folder, Method.ANP_VS, 3);
        EvaluationSettings settings = new EvaluationSettings(ATTACK, 3, 50, 50, 11, null);
        Evaluation found = evaluator().evaluate(run, settings);

        int[] batch = IntStream.range(0, 50).toArray();
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray x = Runs.GLYPHS.test().images(manager, batch);
            NDArray y = Runs.GLYPHS.test().labels(manager, batch);
            Attack pgd = new Pgd(ThreatModel.linf(0.1), 0.05f, 2, true);
            Classifier network = model.classifier();
            RandomStream random = RandomStream.of(11, Purpose.ATTACK, 0);
            NDArray one = pgd.perturb(network, x, y, random);
            RandomStream again = RandomStream.of(11, Purpose.ATTACK, 0);
            NDArray worst = new Restarts(pgd, 3).perturb(network, x, y, again);
            boolean[] right = Predictions.correct(network.forward(one).logits(), y);
            assertEquals(
                    Predictions.count(network.forward(x).logits(), y), found.clean().correct());
            assertEquals(Accuracy.of(right), found.attacked());
            assertEquals(
                    Predictions.count(network.forward(worst).logits(), y), found.worst().correct());
            for (int i = 0; i < 50; i++) {
                assertEquals(right[i], found.answers().attackedImages().get(i), "image " + i);
            }
        }
        assertEquals(50, found.clean().images());
        assertNull(found.transferred());
        assertTrue(found.vulnerability().mean() > 0);
        assertEquals(3, found.vulnerability().layers().size());
        assertEquals(4, found.active().size());
        assertEquals(Runs.GLYPHS.sha256(), found.data());
    }

    @Test
    void randomWeightsAreMeasuredByTheirMeansAndAsAnEnsemble() {
        Run run = Runs.trained(folder, Method.AT_BNN, 1);
        EvaluationSettings usual = EvaluationSettings.of(run.spec().recipe());
        assertEquals(new EvaluationSettings.EnsembleSettings(5, 2), usual.ensemble());
        EvaluationSettings settings =
                new EvaluationSettings(ATTACK, 1, 8, 4, 11, null)
                        .withEnsemble(new EvaluationSettings.EnsembleSettings(3, 2));
        Evaluation found = evaluator().evaluate(run, settings);
        assertEquals(8, found.ensemble().clean().images());
        assertTrue(found.ensemble().attacked().correct() <= found.ensemble().clean().correct());
        assertTrue(found.lines().stream().anyMatch(line -> line.startsWith("ensemble of 3")));
        // two numbers for each weight: the paper's row
        assertEquals(0.5, found.costs().xFlops());
        assertEquals(200, found.costs().memoryCodePercent());
        assertEquals(0, found.sparsity());
        assertNull(evaluator().evaluate(run, settings.withEnsemble(null)).ensemble());
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray x = Runs.GLYPHS.test().images(manager, new int[] {0});
            RandomStream random = RandomStream.of(0, Purpose.MASK, 0);
            float[] one = model.draw(manager, random).logits(x).toFloatArray();
            float[] other = model.draw(manager, random).logits(x).toFloatArray();
            assertNotEquals(one[0], other[0]);
            assertNotEquals(one[0], model.classifier().logits(x).toFloatArray()[0]);
        }
    }

    @Test
    void theTailBatchCounts() {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        EvaluationSettings settings = new EvaluationSettings(ATTACK, 1, 7, 3, 0, null);
        Evaluation found = evaluator().evaluate(run, settings);
        assertEquals(7, found.clean().images());
        assertEquals(found.attacked(), found.worst());
        // three batches, one row of answers
        assertEquals(found.clean().correct(), found.answers().cleanImages().cardinality());
        assertEquals(found.worst().correct(), found.answers().worstImages().cardinality());
    }

    @Test
    void theWhiteBoxAttackAloneFindsTheSame() {
        Run run = Runs.trained(folder, Method.ANP_VS, 3);
        EvaluationSettings all = new EvaluationSettings(ATTACK, 1, 20, 10, 0, null);
        EvaluationSettings some = new EvaluationSettings(ATTACK, 1, 20, 10, 0, null, true, null);
        Evaluation whole = evaluator().evaluate(run, all);
        Evaluation part = evaluator().evaluate(run, some);
        assertEquals(whole.answers(), part.answers());
        assertEquals(whole.vulnerability(), part.vulnerability());
        assertNotNull(whole.hardClean());
        assertTrue(whole.hardRobust().correct() <= whole.hardClean().correct());
        assertNull(part.hardClean());
        assertEquals(2, Evaluation.of(run).all().size());
    }

    @Test
    void anAttackThatGoesOnFromAShorterOneFindsTheSame() {
        Run run = Runs.trained(folder, Method.ANP_VS, 3);
        EvaluationSettings usual = new EvaluationSettings(ATTACK, 1, 20, 10, 0, null);
        EvaluationSettings longer = usual.whiteBox(ATTACK.withSteps(7));
        Evaluator sweep = evaluator();
        sweep.evaluate(run, usual.whiteBox(ATTACK));
        Evaluation found = sweep.evaluate(run, longer);
        Evaluation alone = evaluator().evaluate(run, longer, true);
        assertEquals(alone.answers(), found.answers());
        assertEquals(alone.vulnerability(), found.vulnerability());
    }

    @Test
    void thePublishedCodesCountingDropsTheTail() {
        ExperimentSpec spec =
                Runs.tiny(Method.STANDARD, 1)
                        .with(
                                Map.of(
                                        "fidelity",
                                        SealedJson.canonical(
                                                anpvs.method.Fidelity.PUBLISHED_CODE)));
        Run run = Runs.trainer(folder, Progress.silent()).train(spec);
        assertEquals(64, EvaluationSettings.of(spec.recipe()).batchSize());
        EvaluationSettings settings = new EvaluationSettings(ATTACK, 1, 7, 3, 0, null);
        assertEquals(6, evaluator().evaluate(run, settings).clean().images());
    }

    @Test
    void equalSettingsAreNotComputedAgainOthersAre() {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        EvaluationSettings settings = new EvaluationSettings(ATTACK, 1, 4, 4, 0, null);
        Evaluation first = evaluator().evaluate(run, settings);
        Evaluator withoutData =
                new Evaluator(
                        new RunStore(folder),
                        set -> {
                            throw new AssertionError("computed again");
                        },
                        Progress.silent());
        assertEquals(first, withoutData.evaluate(run, settings));
        assertThrows(AssertionError.class, () -> withoutData.evaluate(run, settings.withImages(3)));
        assertEquals(List.of(first), Evaluation.of(run).all());
    }

    @Test
    void transferExamplesComeFromAnotherSeedsRun() {
        ExperimentSpec spec = Runs.tiny(Method.ANP_VS, 1);
        Run run = Runs.trained(folder, Method.ANP_VS, 1);
        assertTrue(TransferSource.find(new RunStore(folder), spec).isEmpty());
        Run source =
                Runs.trainer(folder, Progress.silent())
                        .train(ExperimentSpec.of(Runs.tiny(Method.AT, 1).recipe(), 8));
        EvaluationSettings settings =
                new EvaluationSettings(ATTACK, 1, 8, 8, 0, null).withSource(source.id());
        Evaluation found = evaluator().evaluate(run, settings);
        assertNotNull(found.transferred());
        assertTrue(found.transferVulnerability().mean() > 0);
        assertNotEquals(found.vulnerability(), found.transferVulnerability());
        UserError self =
                assertThrows(
                        UserError.class,
                        () -> evaluator().evaluate(run, settings.withSource(run.id())));
        assertTrue(self.getMessage().contains("its own transfer source"), self::getMessage);
        // found again without naming the source, and before one that has none
        evaluator().evaluate(run, settings.withSource(null));
        assertEquals(
                source.id(),
                evaluator()
                        .storedOfAnySource(run, settings.withSource("another"))
                        .orElseThrow()
                        .settings()
                        .source());
    }

    @Test
    void ofSeveralNumbersOfImagesTheMostAreFound() {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        EvaluationSettings four = new EvaluationSettings(ATTACK, 1, 4, 4, 0, null, true, null);
        assertTrue(evaluator().storedOfMostImages(run, four).isEmpty());
        evaluator().evaluate(run, four);
        evaluator().evaluate(run, four.withImages(2));
        // other settings, more images
        evaluator().evaluate(run, new EvaluationSettings(ATTACK, 1, 6, 4, 1, null, true, null));
        EvaluationSettings asked = new EvaluationSettings(ATTACK, 1, 1000, 4, 0, null, true, null);
        assertEquals(4, evaluator().storedOfMostImages(run, asked).orElseThrow().clean().images());
        AtomicFiles.delete(Evaluation.of(run).file(four, ".json"));
        assertEquals(2, evaluator().storedOfMostImages(run, asked).orElseThrow().clean().images());
    }

    @Test
    void anUnfinishedRunIsNotEvaluated() {
        ExperimentSpec spec = Runs.tiny(Method.STANDARD, 2);
        Trainer stopped = Runs.trainer(folder, new Runs.InterruptAt(2));
        assertThrows(InterruptedRun.class, () -> stopped.train(spec));
        Run run = new RunStore(folder).of(spec);
        EvaluationSettings settings = new EvaluationSettings(ATTACK, 1, 4, 4, 0, null);
        UserError e = assertThrows(UserError.class, () -> evaluator().evaluate(run, settings));
        assertTrue(e.getMessage().contains("2 of 8 steps"), e::getMessage);
        assertTrue(e.getMessage().contains("anpvs train --method standard"), e::getMessage);
    }
}
