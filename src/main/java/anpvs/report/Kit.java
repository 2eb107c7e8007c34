package anpvs.report;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.FileStatus;
import anpvs.experiment.Environment;
import anpvs.experiment.Progress;
import anpvs.experiment.RunStore;
import anpvs.experiment.TerminalProgress;
import anpvs.method.Method;
import anpvs.method.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private final Context context;
    private final Figures figures;

    /**
     * @param profile how much work a run is
     * @param dataset the images of the calls that name none
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
        RunStore store = RunStore.locate(null);
        DataFolder data = DataFolder.locate(null);
        Path figures = ProjectFolder.choose(null, FIGURES, "figures");
        Supplier<Progress> progress =
                notebook ? NotebookProgress::new : TerminalProgress::ofProcess;
        Dataset images = Context.standIn(profile, Dataset.MNIST);
        Kit kit = new Kit(profile, images, store, data, figures, progress);
        System.out.print(kit.summary(data, figures));
        return kit;
    }

    private String summary(DataFolder data, Path figures) {
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
                            case QUICK -> "quick: real data, short schedules";
                            case PAPER -> "paper: real data, the paper's settings, five seeds";
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
        if (!context.smoke()) {
            // Large: read, and compared with the published sums, by the first cell that needs them.
            for (Dataset other : List.of(Dataset.CIFAR10, Dataset.CIFAR100)) {
                boolean there = data.glance(other).stream().allMatch(FileStatus::ok);
                lines.add(
                        "data     "
                                + other.id()
                                + (there
                                        ? " is there, checked when it is read"
                                        : " is not there; environment/anpvs data fetch "
                                                + other.id()
                                                + " downloads it"));
            }
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

    /**
     * @param dataset a data set of the paper: {@code mnist}, {@code cifar10} or {@code cifar100};
     *     in the smoke profile built-in images stand in for the first two
     * @return the finished runs, and the commands for those that are missing
     */
    public Displayable runs(String dataset) {
        return RunsTable.of(context.of(dataset));
    }

    /**
     * @param dataset a data set of the paper
     * @return its block of Table 1, the paper's values beside ours
     */
    public Displayable mainResults(String dataset) {
        return figures.save(MainResults.of(context.of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return clean accuracy and accuracy under attack, as bars
     */
    public Displayable accuracyChart(String dataset) {
        return figure(() -> MainResults.of(context.of(dataset)).accuracy());
    }

    /**
     * @param dataset a data set of the paper
     * @return vulnerability of each latent layer, also relative to its mean activation
     */
    public Displayable vulnerabilityByLayer(String dataset) {
        return figure(() -> MainResults.of(context.of(dataset)).vulnerability());
    }

    /**
     * @param dataset a data set of the paper
     * @return units, FLOPs and memory by three formulas
     */
    public Displayable costs(String dataset) {
        return table(() -> MainResults.of(context.of(dataset)).costs());
    }

    /**
     * @param dataset a data set of the paper
     * @return ANP-VS against the best baseline and the others, pair by pair
     */
    public Displayable pairedComparison(String dataset) {
        return table(() -> MainResults.of(context.of(dataset)).paired());
    }

    /**
     * @param dataset a data set of the paper
     * @return which of the paper's claims hold in its runs, which do not, and how sure that is
     */
    public Displayable claims(String dataset) {
        return table(() -> ClaimsPage.of(context.of(dataset)).table());
    }

    /** {@return what the paper's text claims in per cent, and what its tables give} */
    public Displayable paperClaims() {
        return table(() -> new PaperChecks(context.origin(List.of())).claims());
    }

    /**
     * @param other {@code table2} or {@code table3}
     * @return the values that differ between Table 1 and that table of the paper
     */
    public Displayable paperContradictions(String other) {
        int number =
                switch (other) {
                    case "table2" -> 2;
                    case "table3" -> 3;
                    default ->
                            throw new UserError(
                                    "'"
                                            + other
                                            + "' shares no values with Table 1; expected table2"
                                            + " or table3");
                };
        return table(() -> new PaperChecks(context.origin(List.of())).contradictions(number));
    }

    /** {@return where accuracies of the paper's Table 2 rise with the steps of the attack} */
    public Displayable paperSteps() {
        return table(() -> new PaperChecks(context.origin(List.of())).monotony());
    }

    /**
     * @param dataset a data set of the paper
     * @return its block of Table 2: radii and steps of the attack, the paper's values beside ours
     */
    public Displayable sweeps(String dataset) {
        return table(() -> Sweeps.of(context.of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return Table 2 as curves
     */
    public Displayable sweepCurves(String dataset) {
        return figure(() -> Sweeps.of(context.of(dataset)).curves());
    }

    /**
     * @param dataset a data set of the paper
     * @return its block of Table 3, the paper's values beside ours
     */
    public Displayable ablations(String dataset) {
        return table(() -> Ablations.of(context.of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return Table 3 as bars
     */
    public Displayable ablationsChart(String dataset) {
        return figure(() -> Ablations.of(context.of(dataset)).chart());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 3: accuracy, clean and under attack, against the share of pruned units
     */
    public Displayable sparsityCurves(String dataset) {
        return figure(() -> new SparsityCurves(context.of(dataset)).figure());
    }

    /**
     * @param dataset a data set of the paper
     * @return the runs behind {@link #sparsityCurves}, and the commands for those that are missing
     */
    public Displayable sparsityRuns(String dataset) {
        return table(() -> new SparsityCurves(context.of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 2a: V of four methods as bars
     */
    public Displayable meanDistortion(String dataset) {
        return figure(() -> new MeanDistortion(context.of(dataset)).figure());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 2b-e: the first layer's distortion of one test image, channel by channel
     */
    public Displayable firstLayerMaps(String dataset) {
        return figure(() -> vulnerability(dataset).firstLayerMaps());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 4, top: the vulnerability of one test image by its pixels
     */
    public Displayable pixelVulnerability(String dataset) {
        return figure(() -> vulnerability(dataset).pixels());
    }

    /**
     * @param dataset a data set of the paper
     * @param feature {@code unit} or {@code channel}
     * @return Figure 4, bottom: how the vulnerability of first-layer features is spread
     */
    public Displayable vulnerabilityHistogram(String dataset, String feature) {
        return figure(() -> vulnerability(dataset).histogram(feature));
    }

    /**
     * @param dataset a data set of the paper
     * @param directions {@code gradient}: its sign and random signs; {@code random}: both random
     * @return Figure 5: the loss around a test image as surfaces
     */
    public Displayable lossSurfaces(String dataset, String directions) {
        return figure(() -> landscape(dataset).surfaces(LandscapeFigures.directions(directions)));
    }

    /**
     * @param dataset a data set of the paper
     * @param directions see {@link #lossSurfaces}
     * @return the same from above
     */
    public Displayable lossMaps(String dataset, String directions) {
        return figure(() -> landscape(dataset).maps(LandscapeFigures.directions(directions)));
    }

    /**
     * @param dataset a data set of the paper
     * @return how flat the loss is around several test images, in numbers
     */
    public Displayable lossFlatness(String dataset) {
        return table(() -> landscape(dataset).flatness());
    }

    /**
     * @param dataset a data set of the paper
     * @return which checks against false robustness each method passes
     */
    public Displayable checkVerdicts(String dataset) {
        return table(() -> RobustnessChecks.of(context.of(dataset)).verdicts());
    }

    /**
     * @param dataset a data set of the paper
     * @param method a method's name on the command line
     * @return what each check found about it, and what a failure would mean
     */
    public Displayable checkFindings(String dataset, String method) {
        Method asked = Method.of(method);
        return table(() -> RobustnessChecks.of(context.of(dataset)).findings(asked));
    }

    /**
     * @param dataset a data set of the paper
     * @return accuracy and loss against the steps of the attack
     */
    public Displayable attackSteps(String dataset) {
        return figure(() -> CheckCurves.of(context.of(dataset)).steps());
    }

    /**
     * @param dataset a data set of the paper
     * @return what further random starts of the attack find
     */
    public Displayable attackStarts(String dataset) {
        return figure(() -> CheckCurves.of(context.of(dataset)).starts());
    }

    /**
     * @param dataset a data set of the paper
     * @return accuracy against epsilon, up to 1
     */
    public Displayable accuracyToEpsilonOne(String dataset) {
        return figure(() -> CheckCurves.of(context.of(dataset)).epsilon());
    }

    private VulnerabilityFigures vulnerability(String dataset) {
        return new VulnerabilityFigures(context.of(dataset));
    }

    private LandscapeFigures landscape(String dataset) {
        return new LandscapeFigures(context.of(dataset));
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

    private Displayable table(Supplier<SavedTable> make) {
        try {
            return figures.save(make.get());
        } catch (MissingModel e) {
            return advice(e.getMessage());
        }
    }

    /** Not an error: what to do, where a trained model is missing. */
    private static Displayable advice(String text) {
        return new RichText("<pre>" + Grid.escape(text) + "</pre>", text);
    }
}
