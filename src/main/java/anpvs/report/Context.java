package anpvs.report;

import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.experiment.Build;
import anpvs.experiment.Environment;
import anpvs.experiment.ExperimentSpec;
import anpvs.experiment.Progress;
import anpvs.experiment.RunStore;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What every table and figure of one data set is made from. The contexts of one session share
 * images and measured times; {@link #of} gives them.
 */
final class Context {
    private final Profile profile;
    private final Dataset dataset;
    private final RunStore store;
    private final DataFolder data;
    private final Supplier<Environment> environment;
    private final Supplier<Progress> progress;
    private final Map<List<Object>, Double> trainingSeconds;
    private final Map<Dataset, ImageSet> images;

    Context(
            Profile profile,
            Dataset dataset,
            RunStore store,
            DataFolder data,
            Supplier<Environment> environment,
            Supplier<Progress> progress) {
        this(
                profile,
                dataset,
                store,
                data,
                environment,
                progress,
                new HashMap<>(),
                new EnumMap<>(Dataset.class));
    }

    private Context(
            Profile profile,
            Dataset dataset,
            RunStore store,
            DataFolder data,
            Supplier<Environment> environment,
            Supplier<Progress> progress,
            Map<List<Object>, Double> trainingSeconds,
            Map<Dataset, ImageSet> images) {
        this.profile = profile;
        this.dataset = dataset;
        this.store = store;
        this.data = data;
        this.environment = environment;
        this.progress = progress;
        this.trainingSeconds = trainingSeconds;
        this.images = images;
    }

    /**
     * The context of another data set. In the smoke profile built-in images stand in for the
     * paper's: glyphs for MNIST, shapes for CIFAR-10.
     *
     * @param name a data set, such as {@code mnist} or {@code cifar10}
     * @return its context; it shares images and times with this one
     * @throws UserError if there is no data set of that name
     */
    Context of(String name) {
        Dataset other = standIn(profile, Dataset.of(name));
        return other == dataset
                ? this
                : new Context(
                        profile,
                        other,
                        store,
                        data,
                        environment,
                        progress,
                        trainingSeconds,
                        images);
    }

    /**
     * @param profile a profile
     * @param dataset an image set of the paper
     * @return the images that the profile uses in its place
     */
    static Dataset standIn(Profile profile, Dataset dataset) {
        return switch (dataset) {
            case MNIST -> profile == Profile.SMOKE ? Dataset.GLYPHS : dataset;
            case CIFAR10 -> profile == Profile.SMOKE ? Dataset.SHAPES : dataset;
            case CIFAR100, GLYPHS, SHAPES -> dataset;
        };
    }

    /**
     * {@return whether the profile has runs on these images} The smoke profile draws no images in
     * place of CIFAR-100: only the paper's values can be shown.
     */
    boolean hasRuns() {
        return smoke() == dataset.builtIn();
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

    /** {@return what this process computes on; starts the engine} */
    Environment environment() {
        return environment.get();
    }

    /** {@return progress for one task; in a notebook its display belongs to one cell} */
    Progress progress() {
        return progress.get();
    }

    /** {@return estimated seconds of a run's training, measured once for runs of equal work} */
    double trainingSeconds(ExperimentSpec spec) {
        Recipe recipe = spec.recipe();
        // coefficients and seeds change nothing of it
        List<Object> work =
                Arrays.asList(
                        recipe.method(),
                        recipe.name(),
                        recipe.dataset(),
                        recipe.profile(),
                        recipe.fidelity(),
                        recipe.attack(),
                        recipe.batchSize(),
                        recipe.totalSteps(),
                        recipe.vgg());
        synchronized (trainingSeconds) {
            return trainingSeconds.computeIfAbsent(work, w -> TrainingTime.seconds(spec));
        }
    }

    /** {@return the images, checked; loaded once} */
    ImageSet images() {
        return images(dataset);
    }

    /** {@return the images of any set: a run may start from one that was trained on others} */
    ImageSet images(Dataset asked) {
        synchronized (images) {
            return images.computeIfAbsent(asked, data::load);
        }
    }

    /** {@return the kit's version as a commit, and whether files differ from it} */
    String commit() {
        Build build = Build.current();
        boolean dirty = Boolean.TRUE.equals(build.modified());
        return build.commit() + (dirty ? " with changes" : "");
    }

    Origin origin(List<String> runs) {
        return new Origin(profile, dataset, commit(), runs);
    }
}
