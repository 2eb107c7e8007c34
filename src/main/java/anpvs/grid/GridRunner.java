package anpvs.grid;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.train.Patience;
import anpvs.train.Trainer;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Works through a grid. What is finished is never repeated, and what was stopped goes on, because
 * runs and evaluations are looked up in the store.
 */
public final class GridRunner {
    private final RunStore store;
    private final Trainer trainer;
    private final Evaluator evaluator;
    private final Progress progress;

    /**
     * @param store where runs are kept
     * @param data gives the images, asked for only when something is to be computed
     * @param progress sees each step
     */
    public GridRunner(RunStore store, Function<Dataset, ImageSet> data, Progress progress) {
        this.store = store;
        this.trainer = new Trainer(store, data, progress);
        this.evaluator = new Evaluator(store, data, progress);
        this.progress = progress;
    }

    /**
     * @param entry a run of the grid
     * @return whether it is trained
     */
    public boolean isTrained(RunGrid.Entry entry) {
        Run run = store.of(entry.spec());
        return run.exists() && run.checkpoints().lastStep() >= entry.spec().recipe().totalSteps();
    }

    /**
     * @param entry a run of the grid
     * @return its evaluations that are not stored
     */
    public List<EvaluationSettings> unmeasured(RunGrid.Entry entry) {
        Run run = store.of(entry.spec());
        return entry.evaluations().stream().filter(one -> !isMeasured(run, one)).toList();
    }

    /** As tables and figures read it: more starts or images hold what fewer would say. */
    private boolean isMeasured(Run run, EvaluationSettings settings) {
        if (!run.exists()) {
            return false;
        }
        if (evaluator.stored(run, settings).isPresent()) {
            return true;
        }
        return settings.equals(settings.ofOneStart())
                ? evaluator.storedOfAnyStarts(run, settings).isPresent()
                : evaluator
                        .storedOfMostImages(run, settings)
                        .filter(found -> found.settings().images() >= settings.images())
                        .isPresent();
    }

    /**
     * @param entry a run of the grid
     * @return whether it is trained and evaluated
     */
    public boolean isDone(RunGrid.Entry entry) {
        return isTrained(entry) && unmeasured(entry).isEmpty();
    }

    /**
     * @param entry a run of the grid
     * @param costs of runs
     * @return seconds that are left for its training and evaluation; NaN where nothing is known
     */
    public double seconds(RunGrid.Entry entry, GridCosts costs) {
        ExperimentSpec spec = entry.spec();
        double total = 0;
        if (!isTrained(entry)) {
            Run run = store.of(spec);
            boolean begun = Files.isDirectory(run.folder());
            double done = begun ? Math.max(0, run.checkpoints().lastStep()) : 0;
            double open = 1 - done / spec.recipe().totalSteps();
            total += open * costs.trainingSeconds(spec);
        }
        return total + costs.evaluationSeconds(spec, unmeasured(entry));
    }

    /**
     * @param entry a run of the grid
     * @return what became of it, for people
     */
    public String state(RunGrid.Entry entry) {
        Run run = store.of(entry.spec());
        if (!run.exists()) {
            return "missing";
        }
        if (!isTrained(entry)) {
            return run.state().name().toLowerCase(Locale.ROOT);
        }
        int open = unmeasured(entry).size();
        String trained = run.keepsWeights() ? "trained, " : "trained, weights not kept, ";
        return open == 0
                ? "done"
                : trained + open + (open == 1 ? " evaluation" : " evaluations") + " missing";
    }

    /**
     * Trains and evaluates one run, and nothing that it needs.
     *
     * @param grid all runs
     * @param entry one of them
     * @throws UserError naming each run that has to be trained first
     * @throws InterruptedRun if the thread was interrupted; what was done is stored
     */
    public void run(RunGrid grid, RunGrid.Entry entry) {
        List<RunGrid.Entry> missing =
                entry.dependencies().stream()
                        .map(grid::entry)
                        .filter(one -> !isTrained(one))
                        .toList();
        if (!missing.isEmpty()) {
            throw new UserError(
                    "run %s needs what is not trained yet: %s; train that first"
                            .formatted(
                                    name(entry),
                                    missing.stream()
                                            .map(GridRunner::name)
                                            .collect(Collectors.joining(", "))));
        }
        Run run = trainer.train(entry.spec());
        for (EvaluationSettings settings : unmeasured(entry)) {
            evaluator.evaluate(run, settings);
        }
    }

    private static String name(RunGrid.Entry entry) {
        return entry.index() + " (" + entry.spec().runId() + ")";
    }

    /**
     * Trains and evaluates all runs that are not done. A run that fails stops those that need it
     * and no other.
     *
     * @param grid all runs
     * @return what was not done and why, by index; empty if all is done
     * @throws InterruptedRun if the thread was interrupted; what was done is stored
     */
    public Map<Integer, String> runAll(RunGrid grid) {
        return new GridScheduler(grid, this::isDone).runAll(List.of(entry -> work(grid, entry)));
    }

    private String work(RunGrid grid, RunGrid.Entry entry) throws InterruptedException {
        progress.note(announcement(grid, entry, new GridCosts(store)));
        try {
            Patience.until(true, progress, () -> run(grid, entry));
            return null;
        } catch (InterruptedRun e) {
            throw new InterruptedException(e.getMessage());
        } catch (RuntimeException e) { // of whatever kind: the others are independent
            progress.note("run " + name(entry) + " failed: " + reason(e));
            return reason(e);
        }
    }

    private static String reason(RuntimeException e) {
        String kind = e instanceof UserError ? "" : e.getClass().getSimpleName() + ": ";
        return kind + e.getMessage();
    }

    private String announcement(RunGrid grid, RunGrid.Entry entry, GridCosts costs) {
        List<Double> open =
                grid.entries().stream()
                        .filter(one -> !isDone(one))
                        .map(one -> seconds(one, costs))
                        .toList();
        List<Double> known = open.stream().filter(seconds -> !seconds.isNaN()).toList();
        int unknown = open.size() - known.size();
        String time =
                known.isEmpty()
                        ? "time unknown"
                        : "about "
                                + Progress.duration(known.stream().mapToDouble(s -> s).sum())
                                + (unknown == 0 ? "" : " and " + unknown + " of unknown time");
        return "run "
                + name(entry)
                + ": "
                + (grid.entries().size() - open.size())
                + " of "
                + grid.entries().size()
                + " done; left: "
                + time;
    }
}
