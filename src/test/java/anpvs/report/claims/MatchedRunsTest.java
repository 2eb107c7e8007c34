package anpvs.report.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.RunStore;
import anpvs.study.Context;
import anpvs.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchedRunsTest {
    @TempDir Path folder;

    private Context context() {
        return new Context(
                Profile.SMOKE,
                Dataset.GLYPHS,
                new RunStore(folder),
                new DataFolder(Path.of("none")),
                Progress::silent,
                missing -> {});
    }

    private static ExperimentSpec spec(Method method, long seed, Map<String, String> more) {
        Map<String, String> changes = new TreeMap<>(more);
        changes.put("trainImages", "40");
        changes.put("batchSize", "10");
        changes.put("attack.steps", "1");
        changes.put("start", "STANDARD");
        changes.put("start.trainImages", "40");
        changes.put("start.batchSize", "10");
        changes.put("start.epochs", "1");
        return ExperimentSpec.of(method, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER, seed)
                .with(changes);
    }

    private Evaluation evaluated(ExperimentSpec spec) {
        Context context = context();
        Trainer trainer = new Trainer(context.store(), context::images, Progress.silent());
        EvaluationSettings usual = EvaluationSettings.ofTables(spec.recipe());
        return new Evaluator(context.store(), context::images, Progress.silent())
                .evaluate(
                        trainer.train(spec),
                        new EvaluationSettings(
                                usual.attack(),
                                1,
                                usual.images(),
                                usual.batchSize(),
                                0,
                                null,
                                true,
                                null));
    }

    @Test
    void onlyEqualSchedulesAndTheRowsOwnMasksArePaired() {
        Map<String, String> two = Map.of("epochs", "2");
        Evaluation at = evaluated(spec(Method.AT, 3, two));
        Evaluation anpVs = evaluated(spec(Method.ANP_VS, 3, two));
        assertEquals(List.of("start"), List.copyOf(rows()), "the rows themselves differ");
        // no row's mask
        evaluated(spec(Method.ANP_VS, 3, Map.of("epochs", "2", "mask.klWeight", "60")));
        MatchedRuns found = MatchedRuns.find(context(), Method.ANP_VS, Method.AT).orElseThrow();
        assertEquals(List.of(anpVs), found.first());
        assertEquals(List.of(at), found.second());
        assertEquals(2, found.schedule().epochs());
        assertEquals(Method.STANDARD, found.schedule().start());
        assertTrue(MatchedRuns.find(context(), Method.AT_VS, Method.AT).isEmpty());
    }

    private static List<String> rows() {
        return row(Method.ANP_VS).differences(row(Method.AT));
    }

    private static Schedule row(Method method) {
        return Schedule.of(
                ExperimentSpec.of(method, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER, 0)
                        .recipe());
    }
}
