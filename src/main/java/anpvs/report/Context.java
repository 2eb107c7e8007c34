package anpvs.report;

import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.experiment.Environment;
import anpvs.experiment.ExperimentSpec;
import anpvs.experiment.Progress;
import anpvs.experiment.RunStore;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What every table and figure of one session is made from. */
final class Context {
    private final Profile profile;
    private final Dataset dataset;
    private final RunStore store;
    private final DataFolder data;
    private final Environment environment;
    private final Supplier<Progress> progress;
    private final Map<Recipe, Double> trainingSeconds = new HashMap<>();
    private ImageSet images;

    Context(
            Profile profile,
            Dataset dataset,
            RunStore store,
            DataFolder data,
            Environment environment,
            Supplier<Progress> progress) {
        this.profile = profile;
        this.dataset = dataset;
        this.store = store;
        this.data = data;
        this.environment = environment;
        this.progress = progress;
    }

    Profile profile() {
        return profile;
    }

    boolean smoke() {
        return profile == Profile.SMOKE;
    }

    Dataset dataset() {
        return dataset;
    }

    RunStore store() {
        return store;
    }

    Environment environment() {
        return environment;
    }

    /** {@return progress for one task; in a notebook its display belongs to one cell} */
    Progress progress() {
        return progress.get();
    }

    /** {@return estimated seconds of a run's training, measured once for each recipe} */
    synchronized double trainingSeconds(ExperimentSpec spec) {
        return trainingSeconds.computeIfAbsent(spec.recipe(), r -> TrainingTime.seconds(spec));
    }

    /** {@return the images, checked; loaded once} */
    synchronized ImageSet images() {
        if (images == null) {
            images = data.load(dataset);
        }
        return images;
    }

    /** {@return the kit's version as a commit, and whether files differ from it} */
    String commit() {
        boolean dirty = Boolean.TRUE.equals(environment.modified());
        return environment.commit() + (dirty ? " with changes" : "");
    }

    Origin origin(List<String> runs) {
        return new Origin(profile, dataset, commit(), runs);
    }
}
