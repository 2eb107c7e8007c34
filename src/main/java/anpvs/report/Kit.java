package anpvs.report;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.experiment.Environment;
import anpvs.experiment.Progress;
import anpvs.experiment.RunStore;
import anpvs.experiment.TerminalProgress;
import anpvs.experiment.WeightsNotKept;
import anpvs.method.Method;
import anpvs.method.Profile;

import java.nio.file.Path;
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
        System.out.print(KitSummary.of(kit.context, data, figures));
        return kit;
    }

    /**
     * @param method a method's name on the command line, such as {@code anp-vs}
     * @return a few test images before and after the evaluation's attack on that method's network
     */
    public Displayable attackPictures(String method) {
        return figure(() -> new QuickStart(context).attackPictures(Method.of(method)));
    }

    /**
     * @param method a method's name on the command line
     * @return one test image under attacks of growing epsilon
     */
    public Displayable attackByEpsilon(String method) {
        return figure(() -> new QuickStart(context).attackByEpsilon(Method.of(method)));
    }

    /** {@return accuracy of Standard, AT and ANP-VS against epsilon} */
    public Displayable accuracyByEpsilon() {
        return figure(() -> new QuickStart(context).accuracyByEpsilon());
    }

    /** {@return E[pi] of each unit; in the smoke profile shown while it is trained} */
    public Displayable maskWhileTraining() {
        return figure(() -> new QuickStart(context).mask());
    }

    /** {@return the share of units that the masks of ANP-VS keep after each epoch} */
    public Displayable keptUnits() {
        return figure(() -> new QuickStart(context).keptUnits());
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
        return table(() -> MainResults.of(context.of(dataset)).table());
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

    /** {@return latency and size of full, masked and compact networks, in two engines} */
    public Displayable latency() {
        return table(() -> Latency.load().table(context.origin(List.of())));
    }

    /**
     * @param dataset a data set of the paper
     * @return ANP-VS against the best baseline and the others, pair by pair; against AT also after
     *     equal schedules
     */
    public Displayable pairedComparison(String dataset) {
        return table(() -> PairedTable.of(context.of(dataset)).table());
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
        return table(() -> new PaperChecks(context.origin(List.of())).contradictions(other));
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
        return figure(() -> new VulnerabilityFigures(context.of(dataset)).firstLayerMaps());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 4, top: the vulnerability of one test image by its pixels
     */
    public Displayable pixelVulnerability(String dataset) {
        return figure(() -> new VulnerabilityFigures(context.of(dataset)).pixels());
    }

    /**
     * @param dataset a data set of the paper
     * @param feature {@code unit} or {@code channel}
     * @return Figure 4, bottom: how the vulnerability of first-layer features is spread
     */
    public Displayable vulnerabilityHistogram(String dataset, String feature) {
        return figure(() -> new VulnerabilityFigures(context.of(dataset)).histogram(feature));
    }

    /**
     * @param dataset a data set of the paper
     * @param directions {@code gradient}: its sign and random signs; {@code random}: both random
     * @return Figure 5: the loss around a test image as surfaces
     */
    public Displayable lossSurfaces(String dataset, String directions) {
        return figure(() -> new LandscapeFigures(context.of(dataset)).surfaces(directions));
    }

    /**
     * @param dataset a data set of the paper
     * @param directions see {@link #lossSurfaces}
     * @return the same from above
     */
    public Displayable lossMaps(String dataset, String directions) {
        return figure(() -> new LandscapeFigures(context.of(dataset)).maps(directions));
    }

    /**
     * @param dataset a data set of the paper
     * @return how flat the loss is around several test images, in numbers
     */
    public Displayable lossFlatness(String dataset) {
        return table(() -> new LandscapeFigures(context.of(dataset)).flatness());
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

    private Displayable figure(Supplier<Figure> make) {
        return answer(() -> figures.save(make.get()));
    }

    private Displayable table(Supplier<SavedTable> make) {
        return answer(() -> figures.save(make.get()));
    }

    /** Where a trained model is missing, which is not an error: what to do. */
    private static Displayable answer(Supplier<Displayable> saved) {
        try {
            return saved.get();
        } catch (MissingModel | WeightsNotKept e) {
            String text = e.getMessage();
            return new RichText("<pre>" + Grid.escape(text) + "</pre>", text);
        }
    }
}
