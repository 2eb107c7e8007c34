package anpvs.notebook;

import anpvs.Texts;
import anpvs.mask.BetaBernoulliMask;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.plot.Charts;
import anpvs.plot.Drawing;
import anpvs.plot.LineStyle;
import anpvs.plot.MaskChart;
import anpvs.plot.Palette;
import anpvs.plot.Range;
import anpvs.progress.Progress;
import anpvs.report.Figure;
import anpvs.report.MethodStyle;
import anpvs.report.Numbers;
import anpvs.report.Picture;
import anpvs.report.Ranges;
import anpvs.report.TableColumn;
import anpvs.report.figures.AttackPanel;
import anpvs.report.tables.MaskTable;
import anpvs.store.EpochRecord;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.study.AttackStudy;
import anpvs.study.AttackedImage;
import anpvs.study.Context;
import anpvs.study.MaskStudy;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The figures of the quick start: attacks that one can see, and masks. */
final class QuickStart {
    private static final int CLASSES_SHOWN = 6;

    /** What the masks of LeNet-5-Caffe stand on. */
    private static final List<String> LAYERS =
            List.of("conv1 channels", "conv2 channels", "dense3 inputs", "dense4 inputs");

    private static final List<Method> CURVES = List.of(Method.STANDARD, Method.AT, Method.ANP_VS);

    private static final List<LineStyle> STYLES =
            List.of(
                    new LineStyle(Palette.BLUE, SeriesMarkers.CIRCLE, SeriesLines.SOLID),
                    new LineStyle(Palette.GREEN, SeriesMarkers.SQUARE, SeriesLines.SOLID),
                    new LineStyle(Palette.ORANGE, SeriesMarkers.DIAMOND, SeriesLines.SOLID),
                    new LineStyle(
                            Palette.VERMILLION, SeriesMarkers.TRIANGLE_UP, SeriesLines.SOLID));

    private final Context context;
    private final TrainedModels models;

    QuickStart(Context context) {
        this.context = context;
        this.models = new TrainedModels(context);
    }

    private PgdSettings attack(Method method) {
        return models.spec(method, 0).recipe().evaluation();
    }

    private static String pgd(PgdSettings attack) {
        return "PGD-" + attack.steps() + ", \u03b5 = " + Numbers.decimal(attack.epsilon());
    }

    /** The first test image of some classes under the evaluation's attack. */
    Figure attackPictures(Method method) {
        Run run = models.one(method);
        PgdSettings attack = attack(method);
        AttackStudy study = new AttackStudy(context);
        List<AttackPanel.Example> examples = new ArrayList<>();
        for (AttackedImage image : study.pictures(run, study.firstOfEachClass(CLASSES_SHOWN))) {
            String name = context.dataset().className(image.label());
            examples.add(new AttackPanel.Example(name, image));
        }
        Origin origin = context.origin(List.of(run.id()));
        String title = origin.caption(method.label() + " under " + pgd(attack));
        return pictures("attack-" + method.id(), title, examples, attack.epsilon(), origin);
    }

    /** One image under attacks of growing radius. */
    Figure attackByEpsilon(Method method) {
        Run run = models.one(method);
        PgdSettings attack = attack(method);
        List<Double> epsilons = radii(attack.epsilon());
        AttackStudy study = new AttackStudy(context);
        int index = study.firstOfEachClass(context.dataset().classes())[7];
        List<AttackedImage> images = study.byEpsilon(run, index, epsilons);
        List<AttackPanel.Example> examples = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            String title = "\u03b5 = " + Numbers.decimal(epsilons.get(i));
            examples.add(new AttackPanel.Example(title, images.get(i)));
        }
        Origin origin = context.origin(List.of(run.id()));
        String title =
                Texts.format(
                        "%s under PGD-%d of growing \u03b5, true class: %s (%s)",
                        method.label(),
                        attack.steps(),
                        context.dataset().className(images.get(0).label()),
                        origin.label());
        double largest = epsilons.get(epsilons.size() - 1);
        return pictures("attack-by-epsilon-" + method.id(), title, examples, largest, origin);
    }

    private static Figure pictures(
            String id,
            String title,
            List<AttackPanel.Example> examples,
            double epsilon,
            Origin origin) {
        Drawing panel = AttackPanel.of(title, examples, epsilon);
        return new Figure(origin.id(id), title, panel, numbers(examples), origin);
    }

    /** From no attack to more than the evaluation's. */
    private static List<Double> radii(double whole) {
        return DoubleStream.of(0, 1 / 6., 1 / 3., 2 / 3., 1, 4 / 3.)
                .map(fraction -> whole * fraction)
                .boxed()
                .toList();
    }

    private static Table numbers(List<AttackPanel.Example> examples) {
        return TableColumn.table(
                "attack",
                List.of(
                        TableColumn.words("example", null, AttackPanel.Example::title),
                        TableColumn.count("true_class", null, e -> e.image().label()),
                        TableColumn.count(
                                "clean_prediction", null, e -> e.image().before().label()),
                        TableColumn.data(
                                "clean_probability", e -> e.image().before().probability()),
                        TableColumn.count(
                                "adversarial_prediction", null, e -> e.image().after().label()),
                        TableColumn.data(
                                "adversarial_probability", e -> e.image().after().probability())),
                examples);
    }

    /** Accuracy of some methods against the radius of the attack. */
    Figure accuracyByEpsilon() {
        return accuracyByEpsilon(radii(attack(Method.AT).epsilon()));
    }

    /**
     * @param epsilons radii of the attack, in any order
     * @return accuracy of some methods at each of them
     */
    Figure accuracyByEpsilon(List<Double> epsilons) {
        double[] radii = epsilons.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int count = context.smoke() ? 100 : 500;
        models.prepare(CURVES, false);
        List<Run> runs = CURVES.stream().map(models::one).toList();
        PgdSettings attack = attack(Method.AT);
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        String title =
                Texts.format(
                        "Accuracy under PGD-%d, steps of %s, on %d test images (%s)",
                        attack.steps(), attack.stepSize(), count, origin.label());
        List<List<Accuracy>> found = new AttackStudy(context).accuracies(runs, radii, count);
        StringColumn methods = StringColumn.create("method");
        DoubleColumn epsilon = DoubleColumn.create("epsilon");
        IntColumn right = IntColumn.create("correct");
        IntColumn of = IntColumn.create("images");
        List<Charts.Line> lines = new ArrayList<>();
        for (int m = 0; m < runs.size(); m++) {
            Method method = runs.get(m).spec().recipe().method();
            List<Accuracy> row = found.get(m);
            for (int i = 0; i < radii.length; i++) {
                methods.append(method.label());
                epsilon.append(radii[i]);
                right.append(row.get(i).correct());
                of.append(row.get(i).images());
            }
            lines.add(MethodStyle.line(method, radii, row.stream().map(Ranges::of).toList()));
        }
        return new Figure(
                origin.id("accuracy-by-epsilon"),
                title,
                Drawing.of(Charts.byEpsilon(title, lines)).noted(Ranges.INTERVALS),
                Table.create("accuracy", methods, epsilon, right, of),
                origin);
    }

    /** The mask of ANP-VS; in the smoke profile it is trained before the reader's eyes. */
    Figure mask() {
        ExperimentSpec spec = models.spec(Method.ANP_VS, 0);
        Run run = models.one(context.smoke() ? Method.STANDARD : Method.ANP_VS);
        Map<String, double[]> layers =
                named(context.smoke() ? trained(spec, run) : MaskStudy.expectations(run));
        Origin origin = context.origin(List.of(run.id()));
        String title = origin.caption("The mask of ANP-VS after training");
        return new Figure(
                origin.id("mask"), title, drawing(title, layers), MaskTable.of(layers), origin);
    }

    private List<double[]> trained(ExperimentSpec spec, Run start) {
        long total = spec.recipe().totalSteps();
        long begin = System.nanoTime();
        String display = Notebook.display(new RichText("The mask trains", "The mask trains"));
        List<double[]> layers =
                MaskStudy.train(
                        context,
                        spec,
                        start,
                        frame -> {
                            double each = (System.nanoTime() - begin) / 1e9 / frame.step();
                            String title =
                                    "The mask while it trains: step %s of %s, %s left"
                                            .formatted(
                                                    frame.step(),
                                                    total,
                                                    Progress.duration(
                                                            each * (total - frame.step())));
                            Drawing drawing = drawing(title, named(frame.layers()));
                            Notebook.updateDisplay(display, new Picture(title, drawing));
                        });
        String done = total + " steps done";
        Notebook.updateDisplay(display, new RichText(done, done));
        return layers;
    }

    private static Map<String, double[]> named(List<double[]> masks) {
        Map<String, double[]> layers = new LinkedHashMap<>();
        masks.forEach(values -> layers.put(LAYERS.get(layers.size()), values));
        return layers;
    }

    private static Drawing drawing(String title, Map<String, double[]> layers) {
        return MaskChart.of(title, layers, BetaBernoulliMask.THRESHOLD);
    }

    /** The share of units that each mask keeps after each epoch. */
    Figure keptUnits() {
        Run run = models.one(Method.ANP_VS);
        List<EpochRecord> epochs = run.epochs();
        List<Integer> units =
                MaskStudy.expectations(run).stream().map(layer -> layer.length).toList();
        StringColumn layer = StringColumn.create("layer");
        IntColumn epoch = IntColumn.create("epoch");
        IntColumn kept = IntColumn.create("kept");
        IntColumn all = IntColumn.create("units");
        List<Charts.Line> lines = new ArrayList<>();
        for (int l = 0; l < units.size(); l++) {
            double[] x = new double[epochs.size() + 1];
            double[] y = new double[epochs.size() + 1];
            for (int e = 0; e <= epochs.size(); e++) {
                int active = e == 0 ? units.get(l) : epochs.get(e - 1).active().get(l);
                x[e] = e;
                y[e] = 100.0 * active / units.get(l);
                layer.append(LAYERS.get(l));
                epoch.append(e);
                kept.append(active);
                all.append(units.get(l));
            }
            lines.add(
                    new Charts.Line(
                            LAYERS.get(l),
                            STYLES.get(l),
                            x,
                            Arrays.stream(y).mapToObj(Range::of).toList()));
        }
        Origin origin = context.origin(List.of(run.id()));
        String title = origin.caption("Units that the masks of ANP-VS keep");
        return new Figure(
                origin.id("kept-units"),
                title,
                Drawing.of(
                        Charts.lines(
                                Charts.Frame.whole(title, "epoch", "units kept (%)"),
                                lines,
                                100.0)),
                Table.create("kept", layer, epoch, kept, all),
                origin);
    }
}
