package anpvs.grid;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Recipe;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What runs will take, from what finished ones took: seconds for each pass of an image through the
 * network and back. A run of any method tells of the others; of the same data set first, else of
 * one with the same network; where the store has neither, the kit's archive. So every command and
 * notebook tells the same time for a run, whatever else the machine does at that moment.
 */
public final class GridCosts {
    private final RunStore store;
    private GridCosts archive;
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
        for (Evaluation one : Evaluation.of(run).all()) {
            if (Boolean.TRUE.equals(one.settings().whiteBoxOnly())) {
                continue; // may have gone on from a shorter attack
            }
            double passes = passes(one.settings()) * size(spec.recipe());
            Rate rate = new Rate(passes, one.seconds());
            evaluation.merge(dataset, rate, Rate::plus);
        }
    }

    /** A step of the attack, and a pass that trains, each go there and back. */
    private static double passes(Recipe recipe) {
        int attackSteps = recipe.attack() == null ? 0 : recipe.attack().steps();
        int training = (recipe.attack() == null ? 1 : 2) + (recipe.mask().present() ? 1 : 0);
        double batch = recipe.batchSize();
        return batch * recipe.totalSteps() * (attackSteps + training) * size(recipe);
    }

    /** Of a network of half the width a pass takes about a quarter of the time. */
    private static double size(Recipe recipe) {
        double width = recipe.vggOrPublished().width();
        return recipe.dataset().channels() == 1 ? 1 : width * width;
    }

    /** Seconds a pass: of the data set, of one with the same network, of the archive. */
    private double rate(Dataset dataset, Function<GridCosts, Map<Dataset, Rate>> kind) {
        Rate known = kind.apply(this).get(dataset);
        if (known == null) {
            known =
                    kind.apply(this).entrySet().stream()
                            .filter(one -> one.getKey().channels() == dataset.channels())
                            .map(Map.Entry::getValue)
                            .reduce(Rate::plus)
                            .orElse(null);
        }
        if (known == null && !store.root().equals(archiveRoot())) {
            if (archive == null) {
                archive = new GridCosts(new RunStore(archiveRoot()));
            }
            return archive.rate(dataset, kind);
        }
        return Rate.of(known);
    }

    private static Path archiveRoot() {
        return ProjectFolder.home().resolve("runs");
    }

    /**
     * @param spec a run
     * @return seconds of its whole training, without the run that it starts from; NaN where nothing
     *     is known
     */
    public double trainingSeconds(ExperimentSpec spec) {
        return passes(spec.recipe()) * rate(spec.recipe().dataset(), costs -> costs.training);
    }

    /**
     * @param recipe of a network
     * @return seconds of a pass of one image there and back when it is attacked; NaN where nothing
     *     is known
     */
    public double passSeconds(Recipe recipe) {
        return size(recipe) * rate(recipe.dataset(), costs -> costs.evaluation);
    }

    /**
     * @param seconds a time; NaN where it is not known
     * @return words for it in a sentence, such as {@code , about 2 h 41 min}; else nothing
     */
    public static String about(double seconds) {
        return Double.isNaN(seconds) ? "" : ", about " + Progress.duration(seconds);
    }

    private static double passes(EvaluationSettings settings) {
        int attacks = settings.restarts() + (settings.source() == null ? 0 : 1);
        return (double) settings.images() * attacks * settings.attack().steps();
    }

    /**
     * @param spec a run
     * @param evaluations of it, in their order
     * @return seconds of all of them; NaN where nothing is known
     */
    public double evaluationSeconds(ExperimentSpec spec, List<EvaluationSettings> evaluations) {
        double passes = 0;
        EvaluationSettings before = null;
        for (EvaluationSettings settings : evaluations) {
            passes += passes(settings) - (settings.goesOnFrom(before) ? passes(before) : 0);
            before = settings;
        }
        return passes == 0 ? 0 : passes * passSeconds(spec.recipe());
    }
}
