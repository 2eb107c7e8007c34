package anpvs.experiment;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.method.Recipe;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;

/**
 * What runs of a grid will take on this machine, from what finished ones took: seconds for each
 * pass of an image of the same data set through the network and back. Runs of one data set have one
 * network, so that a run of any method tells of the others.
 */
public final class GridCosts {
    private final RunStore store;
    private final Map<Dataset, Rate> training = new EnumMap<>(Dataset.class);
    private final Map<Dataset, Rate> evaluation = new EnumMap<>(Dataset.class);

    /** Work that was done, in passes of an image, and the time that it took. */
    private record Rate(double passes, double seconds) {
        Rate plus(Rate other) {
            return new Rate(passes + other.passes, seconds + other.seconds);
        }

        static double of(Rate rate) {
            return rate == null || rate.passes == 0 ? Double.NaN : rate.seconds / rate.passes;
        }
    }

    /**
     * @param store where finished runs are
     */
    public GridCosts(RunStore store) {
        this.store = store;
        for (Run run : store.list()) {
            try {
                add(run);
            } catch (UserError damaged) {
                // says nothing about time
            }
        }
    }

    private void add(Run run) {
        ExperimentSpec spec = run.spec();
        if (spec.isImported()) {
            return;
        }
        Dataset dataset = spec.recipe().dataset();
        if (run.checkpoints().lastStep() >= spec.recipe().totalSteps()) {
            Rate rate = new Rate(passes(spec.recipe()), run.provenance().seconds());
            training.merge(dataset, rate, Rate::plus);
        }
        for (Evaluation one : run.evaluations()) {
            Rate rate = new Rate(passes(one.settings()), one.seconds());
            evaluation.merge(dataset, rate, Rate::plus);
        }
    }

    /** A step of the attack, and a pass that trains, each go there and back. */
    private static double passes(Recipe recipe) {
        int attackSteps = recipe.attack() == null ? 0 : recipe.attack().steps();
        int training = (recipe.attack() == null ? 1 : 2) + (recipe.mask() == null ? 0 : 1);
        double batch = recipe.batchSize();
        return batch * recipe.totalSteps() * (attackSteps + training);
    }

    private static double passes(EvaluationSettings settings) {
        int attacks = settings.restarts() + (settings.source() == null ? 0 : 1);
        return (double) settings.images() * attacks * settings.attack().steps();
    }

    /**
     * @param entry a run of a grid
     * @param runner knows what is done
     * @return seconds that are left for its training and evaluation; NaN where no run of its data
     *     set has finished yet
     */
    public double seconds(RunGrid.Entry entry, GridRunner runner) {
        Recipe recipe = entry.spec().recipe();
        double total = 0;
        if (!runner.isTrained(entry)) {
            Run run = store.of(entry.spec());
            boolean begun = Files.isDirectory(run.folder());
            double done = begun ? Math.max(0, run.checkpoints().lastStep()) : 0;
            double open = 1 - done / recipe.totalSteps();
            total += open * passes(recipe) * Rate.of(training.get(recipe.dataset()));
        }
        for (EvaluationSettings settings : runner.unmeasured(entry)) {
            total += passes(settings) * Rate.of(evaluation.get(recipe.dataset()));
        }
        return total;
    }
}
