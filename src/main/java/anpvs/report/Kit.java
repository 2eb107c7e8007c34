package anpvs.report;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.experiment.Environment;
import anpvs.experiment.Evaluation;
import anpvs.experiment.Progress;
import anpvs.experiment.RunStore;
import anpvs.experiment.TerminalProgress;
import anpvs.method.Method;
import anpvs.method.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the cells of the notebooks call: each method gives one table or figure, saves it to {@code
 * figures/} and depends on no other. Runs are read from the store; in the smoke profile, where a
 * run takes seconds, what is missing is trained and measured. Elsewhere a missing model is not an
 * error: the answer says which command trains it and how long that takes.
 */
public final class Kit {
    /** Environment variable that names the profile; smoke if it is not set. */
    public static final String PROFILE = "ANPVS_PROFILE";

    /** Environment variable that names the folder of figures. */
    public static final String FIGURES = "ANPVS_FIGURES";

    private static final List<Method> METHODS = List.of(Method.values());

    private final Context context;
    private final Figures figures;

    /**
     * @param profile how much work a run is
     * @param dataset the images
     * @param store where runs are kept
     * @param data where data sets are
     * @param figures where figures and tables are saved
     * @param progress makes what sees one task of training or measuring
     */
    public Kit(
            Profile profile,
            Dataset dataset,
            RunStore store,
            DataFolder data,
            Path figures,
            Supplier<Progress> progress) {
        this.context = new Context(profile, dataset, store, data, Environment.current(), progress);
        this.figures = new Figures(figures);
    }

    /**
     * Opens the kit as the environment variables say: {@code ANPVS_PROFILE}, {@code ANPVS_RUNS},
     * {@code ANPVS_DATA}, {@code ANPVS_FIGURES}, {@code ANPVS_HOME}; and prints what all results
     * depend on.
     *
     * @return the kit
     * @throws UserError if a variable has a value that cannot be used
     */
    public static Kit open() {
        boolean notebook = Notebook.init();
        String name = System.getenv().getOrDefault(PROFILE, "");
        Profile profile = Profile.of(name.isBlank() ? "smoke" : name);
        Dataset dataset = profile == Profile.SMOKE ? Dataset.GLYPHS : Dataset.MNIST;
        RunStore store = RunStore.locate(null);
        Path figures = ProjectFolder.choose(null, FIGURES, "figures");
        Supplier<Progress> progress =
                notebook ? NotebookProgress::new : TerminalProgress::ofProcess;
        Kit kit = new Kit(profile, dataset, store, DataFolder.locate(null), figures, progress);
        System.out.print(kit.summary(figures));
        return kit;
    }

    private String summary(Path figures) {
        Environment here = context.environment();
        List<String> lines = new ArrayList<>();
        lines.add("kit      version " + here.kit() + ", commit " + context.commit());
        lines.add("engine   " + here.engine() + ", DJL " + here.djl());
        lines.add("device   " + here.device() + ", " + here.threads() + " threads, " + here.cpu());
        lines.add("Java     " + here.java() + ", " + here.os());
        lines.add(
                "profile  "
                        + switch (context.profile()) {
                            case SMOKE ->
                                    "smoke: built-in images, seconds a run; not the paper's"
                                            + " numbers";
                            case QUICK -> "quick: MNIST, short schedules";
                            case PAPER -> "paper: MNIST, the paper's settings, five seeds";
                        });
        try {
            context.images()
                    .sha256()
                    .forEach(
                            (file, sum) ->
                                    lines.add(
                                            "data     "
                                                    + context.dataset().id()
                                                    + " "
                                                    + file
                                                    + ", sha256 "
                                                    + sum));
        } catch (UserError e) {
            lines.add("data     " + e.getMessage());
        }
        lines.add("runs     " + shown(context.store().root()));
        lines.add("figures  " + shown(figures));
        return String.join("\n", lines) + "\n";
    }

    private static String shown(Path path) {
        Path home = ProjectFolder.home();
        return (path.startsWith(home) ? home.relativize(path) : path).toString();
    }

    /**
     * @param method a method's name on the command line, such as {@code anp-vs}
     * @return a few test images before and after the evaluation's attack on that method's network
     */
    public Displayable attackPictures(String method) {
        return figure(() -> quickStart().attackPictures(Method.of(method)));
    }

    /**
     * @param method a method's name on the command line
     * @return one test image under attacks of growing epsilon
     */
    public Displayable attackByEpsilon(String method) {
        return figure(() -> quickStart().attackByEpsilon(Method.of(method)));
    }

    /** {@return accuracy of Standard, AT and ANP-VS against epsilon} */
    public Displayable accuracyByEpsilon() {
        return figure(() -> quickStart().accuracyByEpsilon());
    }

    /** {@return E[pi] of each unit; in the smoke profile shown while it is trained} */
    public Displayable maskWhileTraining() {
        return figure(() -> quickStart().mask());
    }

    /** {@return the share of units that the masks of ANP-VS keep after each epoch} */
    public Displayable keptUnits() {
        return figure(() -> quickStart().keptUnits());
    }

    /** {@return the finished runs, and the commands for those that are missing} */
    public Displayable runs() {
        Measurements measurements = new Measurements(context);
        METHODS.forEach(measurements::of);
        return new RunsTable(context).grid(METHODS, measurements.unmeasured());
    }

    /** {@return Table 1 for the five methods, the paper's values beside ours} */
    public Displayable mainResults() {
        return results(results -> figures.save(results.table()));
    }

    /** {@return clean accuracy and accuracy under attack, as bars} */
    public Displayable accuracyChart() {
        return results(results -> figures.save(results.accuracy()));
    }

    /** {@return vulnerability of each latent layer, also relative to its mean activation} */
    public Displayable vulnerabilityByLayer() {
        return results(results -> figures.save(results.vulnerability()));
    }

    /** {@return units, FLOPs and memory by three formulas} */
    public Displayable costs() {
        return results(results -> figures.save(results.costs()));
    }

    private QuickStart quickStart() {
        return new QuickStart(context);
    }

    private Displayable figure(Supplier<Figure> make) {
        try {
            return figures.save(make.get());
        } catch (MissingModel e) {
            return advice(e.getMessage());
        }
    }

    private Displayable results(Function<MainResults, Displayable> show) {
        Measurements measurements = new Measurements(context);
        Map<Method, List<Evaluation>> all = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        for (Method method : METHODS) {
            List<Evaluation> found = measurements.of(method);
            if (!found.isEmpty()) {
                all.put(method, found);
                found.forEach(evaluation -> runs.add(evaluation.run()));
            }
        }
        if (all.isEmpty()) {
            TrainedModels models = new TrainedModels(context);
            return advice(
                    models.advice(models.missing(METHODS))
                            + String.join("\n", measurements.unmeasured()));
        }
        return show.apply(new MainResults(all, context.origin(runs)));
    }

    /** Not an error: what to do, where a trained model is missing. */
    private static Displayable advice(String text) {
        return new RichText("<pre>" + Grid.escape(text) + "</pre>", text);
    }
}
