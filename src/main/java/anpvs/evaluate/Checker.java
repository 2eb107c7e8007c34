package anpvs.evaluate;

import anpvs.check.Check;
import anpvs.check.CheckSettings;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.Records;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.RunStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the checks against false robustness on finished runs, and stores what they find with the
 * run after each of them: one that was stopped goes on with those that are missing. Evaluations,
 * and with them the numbers of the tables, are never changed.
 *
 * @param store where runs are kept
 * @param data gives the images, asked for only when something is to be computed
 * @param progress sees how far it is
 */
public record Checker(RunStore store, Function<Dataset, ImageSet> data, Progress progress) {
    /**
     * @param recipe a run's recipe
     * @return what its profile can afford: seconds in smoke, minutes on LeNet in quick
     */
    public static CheckSettings settings(Recipe recipe) {
        boolean large = recipe.dataset().channels() == 3;
        return switch (recipe.profile()) {
            case SMOKE ->
                    settings(
                            recipe,
                            large ? 20 : 40,
                            List.of(10, 20, 40),
                            List.of(1, 3),
                            20,
                            100,
                            3);
            case QUICK ->
                    settings(
                            recipe,
                            large ? 100 : 200,
                            List.of(10, 20, 40, 100, 1000),
                            List.of(1, 5, 10, 20),
                            100,
                            large ? 500 : 1000,
                            10);
            case PAPER ->
                    settings(
                            recipe,
                            1000,
                            List.of(10, 20, 40, 100, 1000),
                            List.of(1, 5, 10, 20),
                            100,
                            5000,
                            20);
        };
    }

    private static CheckSettings settings(
            Recipe recipe,
            int images,
            List<Integer> steps,
            List<Integer> restarts,
            int autoSteps,
            int queries,
            int draws) {
        PgdSettings attack = recipe.evaluation();
        boolean slow = recipe.dataset().channels() == 3 && recipe.profile() != Profile.SMOKE;
        return new CheckSettings(
                Math.min(images, recipe.dataset().testImages()),
                100,
                attack.epsilon(),
                attack.stepSize(),
                attack.steps(),
                steps,
                restarts,
                autoSteps,
                queries,
                draws,
                Math.min(images, slow ? 50 : 200),
                0);
    }

    /**
     * @param run a run
     * @param settings how much is computed
     * @return what is stored; empty if nothing is, if the record is damaged, or if the run's final
     *     weights have changed since
     */
    public Optional<CheckRecord> stored(Run run, CheckSettings settings) {
        return CheckRecord.of(run).find(settings, progress::note);
    }

    /**
     * @param run a run
     * @param settings how much is computed, with any number of images
     * @return what is stored of the most images; empty if nothing is, or if the run's final weights
     *     have changed since
     */
    public Optional<CheckRecord> storedOfMostImages(Run run, CheckSettings settings) {
        return CheckRecord.of(run)
                .find(
                        known -> known.withImages(1).equals(settings.withImages(1)),
                        Comparator.comparingInt(one -> -one.settings().images()));
    }

    /**
     * @param run a finished run
     * @param settings how much is computed
     * @param checks which are to be made
     * @param sources runs on which transfer examples are made, besides those that are found
     * @param again whether also those whose findings are stored; each stays until the new one
     *     replaces it
     * @return the findings of all checks that have been made with these settings
     * @throws anpvs.UserError if the run is not finished
     * @throws RunHeld if another process works on the run
     * @throws InterruptedRun if the thread was interrupted; the checks made so far are stored
     */
    public CheckRecord check(
            Run run, CheckSettings settings, List<Check> checks, List<Run> sources, boolean again) {
        Optional<CheckRecord> before = stored(run, settings);
        Map<String, Run> others = CheckedModel.sources(run, store, sources);
        List<Check> missing =
                again ? checks : CheckExecution.missing(checks, before, others.keySet());
        if (missing.isEmpty()) {
            return before.orElseThrow();
        }
        Records<CheckSettings, CheckRecord> records = CheckRecord.of(run);
        ImageSet images = data.apply(run.spec().recipe().dataset());
        return records.locked(
                progress::note,
                right -> {
                    try (CheckedModel model = CheckedModel.open(run, others.values())) {
                        return new CheckExecution(records, run.id(), images, progress)
                                .carryOut(model.subject(), settings, missing, right);
                    }
                });
    }
}
