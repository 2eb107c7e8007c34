package anpvs.grid;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.store.ExperimentSpec;
import anpvs.store.TransferSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunGridTest {
    private static RunGrid whole(Profile profile) {
        return RunGrid.of(
                profile,
                RunGrid.datasets(profile),
                List.of(Method.values()),
                RunGrid.seeds(profile));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void eachRunComesOnceAndAfterThoseThatItNeeds(Profile profile) {
        RunGrid grid = whole(profile);
        Set<String> before = new HashSet<>();
        for (RunGrid.Entry entry : grid.entries()) {
            assertEquals(entry, grid.entry(entry.index()));
            entry.spec().startSpec().ifPresent(s -> assertTrue(before.contains(s.runId())));
            for (EvaluationSettings settings : entry.evaluations()) {
                String source = settings.source();
                assertTrue(source == null || before.contains(source), source);
            }
            for (int needed : entry.dependencies()) {
                assertTrue(needed < entry.index());
            }
            assertEquals(entry.evaluations().isEmpty(), entry.parts().isEmpty());
            assertTrue(before.add(entry.spec().runId()), entry.spec().runId());
        }
        assertEquals(grid, whole(profile));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void eachRunIsInOneStageAfterThoseThatItNeeds(Profile profile) {
        RunGrid grid = whole(profile);
        Set<Integer> before = new HashSet<>();
        for (int stage = 0; stage < grid.stages().size(); stage++) {
            List<RunGrid.Entry> runs = grid.stage(stage);
            for (int i = 0; i < runs.size(); i++) {
                assertTrue(before.containsAll(runs.get(i).dependencies()));
                assertEquals(runs.get(i), grid.entryOfStage(stage, i));
            }
            runs.forEach(run -> assertTrue(before.add(run.index())));
        }
        assertEquals(grid.entries().size(), before.size());
        int stages = grid.stages().size();
        assertMistake(() -> grid.stage(stages));
        assertMistake(() -> grid.entryOfStage(0, grid.stage(0).size()));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void everyRowOfEveryDataSetAndSeedIsThere(Profile profile) {
        RunGrid grid = whole(profile);
        assertEquals(profile == Profile.PAPER ? 5 : 1, RunGrid.seeds(profile));
        for (Dataset dataset : RunGrid.datasets(profile)) {
            for (PaperPart part : PaperPart.values()) {
                for (Method method : part.methods()) {
                    for (long seed = 0; seed < RunGrid.seeds(profile); seed++) {
                        for (ExperimentSpec spec : part.runs(method, dataset, profile, seed)) {
                            RunGrid.Entry entry = find(grid, spec).orElseThrow();
                            assertTrue(entry.parts().contains(part));
                            assertTrue(entry.evaluations().containsAll(part.evaluations(spec)));
                        }
                    }
                }
            }
        }
        assertEquals(
                profile == Profile.SMOKE
                        ? List.of(Dataset.GLYPHS, Dataset.SHAPES)
                        : List.of(Dataset.MNIST, Dataset.CIFAR10, Dataset.CIFAR100),
                RunGrid.datasets(profile));
    }

    @Test
    void figure3IsMeasuredFromOneStartButForTheRunThatATableHas() {
        RunGrid grid = RunGrid.of(Profile.QUICK, List.of(Dataset.MNIST), List.of(Method.PAT), 1);
        List<ExperimentSpec> points =
                SparsitySweep.specs(Method.PAT, Dataset.MNIST, Profile.QUICK, 0);
        for (ExperimentSpec point : points) {
            boolean row = point.equals(mnist(Method.PAT, 0));
            List<EvaluationSettings> evaluations = find(grid, point).orElseThrow().evaluations();
            assertEquals(1, evaluations.size());
            assertEquals(row ? 5 : 1, evaluations.get(0).restarts());
            assertEquals(row, evaluations.get(0).source() != null);
            assertEquals(10_000, evaluations.get(0).images());
        }
        assertEquals(5, points.size());
    }

    private static Optional<RunGrid.Entry> find(RunGrid grid, ExperimentSpec spec) {
        return grid.entries().stream().filter(entry -> entry.spec().equals(spec)).findFirst();
    }

    private static ExperimentSpec mnist(Method method, long seed) {
        return ExperimentSpec.of(method, Dataset.MNIST, Profile.QUICK, Fidelity.PAPER, seed);
    }

    @Test
    void aRowBringsWhatItNeeds() {
        RunGrid grid = RunGrid.of(Profile.QUICK, List.of(Dataset.MNIST), List.of(Method.ADMM), 1);
        assertEquals(
                List.of(
                        mnist(Method.AT, 0),
                        mnist(Method.AT, TransferSource.SEED),
                        mnist(Method.ADMM, 0)),
                grid.entries().stream().map(RunGrid.Entry::spec).toList());
        assertEquals(List.of(0, 1), grid.entry(2).dependencies());
        assertTrue(grid.entry(0).parts().isEmpty());
        assertFalse(grid.entry(2).parts().isEmpty());
        assertEquals(
                mnist(Method.AT, TransferSource.SEED).runId(),
                grid.entry(2).evaluations().get(0).source());
        assertMistake(() -> grid.entry(3), "0 to 2");
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void theSourceIsStandardForWhatSeesCleanImagesOnlyElseAt(Method method) {
        boolean clean = method == Method.STANDARD || method == Method.BP;
        ExperimentSpec source = TransferSource.spec(mnist(method, 3));
        assertEquals(clean ? Method.STANDARD : Method.AT, source.recipe().method());
        assertEquals(TransferSource.SEED, source.seed());
        assertEquals(Dataset.MNIST, source.recipe().dataset());
    }

    @Test
    void seedsAreNeverTheSources() {
        assertMistake(
                () ->
                        RunGrid.of(
                                Profile.QUICK,
                                List.of(Dataset.MNIST),
                                List.of(Method.AT),
                                (int) TransferSource.SEED + 1));
    }
}
