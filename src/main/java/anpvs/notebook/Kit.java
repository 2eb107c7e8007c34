package anpvs.notebook;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.method.Profile;
import anpvs.progress.Progress;
import anpvs.progress.TerminalProgress;
import anpvs.report.ChartResult;
import anpvs.report.Displayable;
import anpvs.report.Figures;
import anpvs.report.Missing;
import anpvs.report.TableResult;
import anpvs.report.claims.ClaimsPage;
import anpvs.report.claims.PairedTable;
import anpvs.report.figures.AblationsChart;
import anpvs.report.figures.AccuracyChart;
import anpvs.report.figures.LandscapeFigures;
import anpvs.report.figures.MeanDistortion;
import anpvs.report.figures.SparsityCurves;
import anpvs.report.figures.SweepCurves;
import anpvs.report.figures.VulnerabilityChart;
import anpvs.report.figures.VulnerabilityFigures;
import anpvs.report.tables.Ablations;
import anpvs.report.tables.Latency;
import anpvs.report.tables.LossFlatness;
import anpvs.report.tables.MainResults;
import anpvs.report.tables.RunsTable;
import anpvs.report.tables.Sweeps;
import anpvs.store.RunStore;
import anpvs.study.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the cells of the notebooks call. Each method of this class gives one table or figure, saves
 * it to {@code figures/} and depends on no other; {@link #help} lists them all. Runs are read from
 * the store; in the smoke profile, where a run takes seconds, what is missing is trained and
 * measured. Elsewhere a missing model is not an error: the answer says which command trains it and
 * how long that takes.
 */
public final class Kit extends Examination implements Displayable {
    /** Environment variable that names the profile; quick, the archived runs', if it is not set. */
    public static final String PROFILE = "ANPVS_PROFILE";

    /** Environment variable that names the folder of figures. */
    public static final String FIGURES = "ANPVS_FIGURES";

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
        super(
                new Context(
                        profile,
                        dataset,
                        store,
                        data,
                        progress,
                        missing -> Notebook.display(Missing.of(missing))),
                new Figures(figures));
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
        Profile profile = Profile.of(name.isBlank() ? "quick" : name);
        RunStore store = RunStore.locate(null);
        DataFolder data = DataFolder.locate(null);
        Path figures = new ProjectFolder(null, FIGURES, "figures").path();
        Supplier<Progress> progress =
                notebook ? NotebookProgress::new : TerminalProgress::ofProcess;
        Dataset images = Context.standIn(profile, Dataset.MNIST);
        Kit kit = new Kit(profile, images, store, data, figures, progress);
        System.out.print(KitSummary.of(kit.context(), data, figures));
        return kit;
    }

    /** {@return what there is to call, in groups, with a line for each} */
    public Displayable help() {
        return KitHelp.shown();
    }

    @Override
    public Map<String, String> mimeBundle() {
        return KitHelp.shown().mimeBundle();
    }

    @Override
    public String toString() {
        return KitHelp.text();
    }

    /**
     * @param dataset a data set of the paper: {@code mnist}, {@code cifar10} or {@code cifar100};
     *     in the smoke profile synthetic images stand in for the first two
     * @return the finished runs, and the commands for those that are missing
     */
    public TableResult runs(String dataset) {
        return answer(() -> RunsTable.of(context().of(dataset)));
    }

    /**
     * @param dataset a data set of the paper
     * @return its block of Table 1, the paper's values beside ours
     */
    public TableResult mainResults(String dataset) {
        return table(() -> MainResults.of(context().of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return clean accuracy and accuracy under attack, as bars
     */
    public ChartResult accuracyChart(String dataset) {
        return figure(() -> AccuracyChart.of(MainResults.of(context().of(dataset))));
    }

    /**
     * @param dataset a data set of the paper
     * @return vulnerability of each latent layer, also relative to its mean activation
     */
    public ChartResult vulnerabilityByLayer(String dataset) {
        return figure(() -> VulnerabilityChart.of(MainResults.of(context().of(dataset))));
    }

    /**
     * @param dataset a data set of the paper
     * @return units, FLOPs and memory by three formulas
     */
    public TableResult costs(String dataset) {
        return table(() -> MainResults.of(context().of(dataset)).costs());
    }

    /** {@return processor time and size of full, masked and compact networks, in two engines} */
    public TableResult latency() {
        return table(() -> Latency.load().table(context().origin(List.of())));
    }

    /**
     * @param dataset a data set of the paper
     * @return ANP-VS against the best baseline and the others, pair by pair; against AT also after
     *     equal schedules
     */
    public TableResult pairedComparison(String dataset) {
        return table(() -> PairedTable.of(context().of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return which of the paper's claims hold in its runs, which do not, and how sure that is
     */
    public TableResult claims(String dataset) {
        return table(() -> ClaimsPage.of(context().of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return the paper's ten main claims in a line each: claim, paper, ours, verdict
     */
    public TableResult claimsSummary(String dataset) {
        return table(() -> ClaimsPage.of(context().of(dataset)).summary());
    }

    /**
     * @param dataset a data set of the paper
     * @return its block of Table 2: radii and steps of the attack, the paper's values beside ours
     */
    public TableResult sweeps(String dataset) {
        return table(() -> Sweeps.of(context().of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return Table 2 as curves
     */
    public ChartResult sweepCurves(String dataset) {
        return figure(() -> new SweepCurves(Sweeps.of(context().of(dataset))).figure());
    }

    /**
     * @param dataset a data set of the paper
     * @return its block of Table 3, the paper's values beside ours
     */
    public TableResult ablations(String dataset) {
        return table(() -> Ablations.of(context().of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return Table 3 as bars
     */
    public ChartResult ablationsChart(String dataset) {
        return figure(() -> new AblationsChart(Ablations.of(context().of(dataset))).figure());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 3: accuracy, clean and under attack, against the share of pruned units
     */
    public ChartResult sparsityCurves(String dataset) {
        return figure(() -> new SparsityCurves(context().of(dataset)).figure());
    }

    /**
     * @param dataset a data set of the paper
     * @return the runs behind {@link #sparsityCurves}, and the commands for those that are missing
     */
    public TableResult sparsityRuns(String dataset) {
        return table(() -> new SparsityCurves(context().of(dataset)).table());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 2a: V of four methods as bars
     */
    public ChartResult meanDistortion(String dataset) {
        return figure(() -> new MeanDistortion(context().of(dataset)).figure());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 2b-e: the first layer's distortion of one test image, channel by channel
     */
    public ChartResult firstLayerMaps(String dataset) {
        return figure(() -> new VulnerabilityFigures(context().of(dataset)).firstLayerMaps());
    }

    /**
     * @param dataset a data set of the paper
     * @return Figure 4, top: the vulnerability of one test image by its pixels
     */
    public ChartResult pixelVulnerability(String dataset) {
        return figure(() -> new VulnerabilityFigures(context().of(dataset)).pixels());
    }

    /**
     * @param dataset a data set of the paper
     * @param feature {@code unit} or {@code channel}
     * @return Figure 4, bottom: how the vulnerability of first-layer features is spread
     */
    public ChartResult vulnerabilityHistogram(String dataset, String feature) {
        return figure(() -> new VulnerabilityFigures(context().of(dataset)).histogram(feature));
    }

    /**
     * @param dataset a data set of the paper
     * @param directions {@code gradient}: its sign and random signs; {@code random}: both random
     * @return Figure 5: the loss around a test image as surfaces
     */
    public ChartResult lossSurfaces(String dataset, String directions) {
        return figure(() -> new LandscapeFigures(context().of(dataset)).surfaces(directions));
    }

    /**
     * @param dataset a data set of the paper
     * @param directions see {@link #lossSurfaces}
     * @return the same from above
     */
    public ChartResult lossMaps(String dataset, String directions) {
        return figure(() -> new LandscapeFigures(context().of(dataset)).maps(directions));
    }

    /**
     * @param dataset a data set of the paper
     * @return how flat the loss is around several test images, in numbers
     */
    public TableResult lossFlatness(String dataset) {
        return table(() -> new LossFlatness(context().of(dataset)).table());
    }
}
