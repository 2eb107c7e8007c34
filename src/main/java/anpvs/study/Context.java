package anpvs.study;

import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.grid.GridCosts;
import anpvs.method.Profile;
import anpvs.method.Recipes;
import anpvs.metric.Vulnerability;
import anpvs.progress.Progress;
import anpvs.store.Build;
import anpvs.store.RunStore;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What every table and figure of one data set is made from. The contexts of one session share
 * images and measured times; {@link #of} gives them.
 */
public final class Context {
    private final Profile profile;
    private final Dataset dataset;
    private final RunStore store;
    private final DataFolder data;
    private final Supplier<Progress> progress;
    private final Consumer<String> aside;
    private final Shared shared;

    /** What is read or measured once in a session. */
    private static final class Shared {
        private final Map<Dataset, ImageSet> images = new EnumMap<>(Dataset.class);
        private final Map<String, Vulnerability> vulnerabilities = new HashMap<>();
        private GridCosts costs;
    }

    /**
     * @param profile how much work a run is
     * @param dataset the images
     * @param store where runs are kept
     * @param data where data sets are
     * @param progress makes what sees one task of training or measuring
     * @param aside shows what a figure leaves out, and the commands that make it
     * @throws UserError if the images are drawn and the profile is not smoke
     */
    public Context(
            Profile profile,
            Dataset dataset,
            RunStore store,
            DataFolder data,
            Supplier<Progress> progress,
            Consumer<String> aside) {
        this(profile, dataset, store, data, progress, aside, new Shared());
    }

    private Context(
            Profile profile,
            Dataset dataset,
            RunStore store,
            DataFolder data,
            Supplier<Progress> progress,
            Consumer<String> aside,
            Shared shared) {
        if (dataset.synthetic() && profile != Profile.SMOKE) {
            throw Recipes.mismatch(profile, dataset);
        }
        this.profile = profile;
        this.dataset = dataset;
        this.store = store;
        this.data = data;
        this.progress = progress;
        this.aside = aside;
        this.shared = shared;
    }

    /**
     * The context of another data set. In the smoke profile synthetic images stand in for the
     * paper's: glyphs for MNIST, shapes for CIFAR-10.
     *
     * @param name a data set, such as {@code mnist} or {@code cifar10}
     * @return its context; it shares images and times with this one
     * @throws UserError if there is no data set of that name, or the profile has none of it
     */
    public Context of(String name) {
        Dataset other = standIn(profile, Dataset.of(name));
        return other == dataset
                ? this
                : new Context(profile, other, store, data, progress, aside, shared);
    }

    /**
     * @param profile a profile
     * @param dataset an image set of the paper
     * @return the images that the profile uses in its place
     */
    public static Dataset standIn(Profile profile, Dataset dataset) {
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
    public boolean hasRuns() {
        return smoke() == dataset.synthetic();
    }

    public Profile profile() {
        return profile;
    }

    public boolean smoke() {
        return profile == Profile.SMOKE;
    }

    public Dataset dataset() {
        return dataset;
    }

    public RunStore store() {
        return store;
    }

    /**
     * @param measurement all that it depends on
     * @param measured measures it
     * @return the same as the first time
     */
    Vulnerability once(String measurement, Supplier<Vulnerability> measured) {
        Vulnerability known = shared.vulnerabilities.get(measurement);
        if (known == null) {
            known = measured.get(); // not within the map: it may be interrupted
            shared.vulnerabilities.put(measurement, known);
        }
        return known;
    }

    /** {@return progress for one task; in a notebook its display belongs to one cell} */
    public Progress progress() {
        return progress.get();
    }

    /**
     * Shows what a figure leaves out, beside it.
     *
     * @param missing what is missing, a line for each command that makes some of it
     */
    public void aside(String missing) {
        aside.accept(missing);
    }

    /** {@return what runs take, by the records of those that have been made; read once} */
    public GridCosts costs() {
        synchronized (shared) {
            if (shared.costs == null) {
                shared.costs = new GridCosts(store);
            }
            return shared.costs;
        }
    }

    /** {@return the images, checked; loaded once} */
    public ImageSet images() {
        return images(dataset);
    }

    /** {@return the images of any set: a run may start from one that was trained on others} */
    public ImageSet images(Dataset asked) {
        synchronized (shared) {
            return shared.images.computeIfAbsent(asked, data::load);
        }
    }

    /** {@return the kit's version as a commit, and whether files differ from it} */
    public String commit() {
        Build build = Build.current();
        boolean dirty = Boolean.TRUE.equals(build.modified());
        return build.commit() + (dirty ? " with changes" : "");
    }

    public Origin origin(List<String> runs) {
        return new Origin(profile, dataset, commit(), runs);
    }
}
