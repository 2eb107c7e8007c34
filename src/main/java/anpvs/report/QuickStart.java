package anpvs.report;

import anpvs.data.LabelledImages;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.store.EpochRecord;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.TrainedModel;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The figures of the quick start: attacks that one can see, and masks. */
final class QuickStart {
    private static final int CLASSES_SHOWN = 6;
    private static final List<Method> CURVES = List.of(Method.STANDARD, Method.AT, Method.ANP_VS);

    private static final List<Color> COLORS =
            List.of(Charts.BLUE, Charts.GREEN, Charts.ORANGE, Charts.VERMILLION);

    private final Context context;
    private final TrainedModels models;

    QuickStart(Context context) {
        this.context = context;
        this.models = new TrainedModels(context);
    }

    private LabelledImages test() {
        return context.images().test();
    }

    private PgdSettings attack(Method method) {
        return models.spec(method, 0).recipe().evaluation();
    }

    private static String pgd(PgdSettings attack) {
        return "PGD-" + attack.steps() + ", \u03b5 = " + Figure.number(attack.epsilon());
    }

    /** Attacks that many images; of each of them pictures. */
    private List<AttackPanel.Example> study(
            Run run, int images, Function<AttackStudy, List<AttackPanel.Example>> what) {
        PgdSettings attack = attack(run.spec().recipe().method());
        return Measuring.of(
                context.progress(),
                "attack on " + run.id(),
                images * AttackStudy.passes(attack),
                measuring -> {
                    try (TrainedModel model = TrainedModel.open(run)) {
                        return what.apply(
                                new AttackStudy(
                                        measuring.watch(model.classifier()),
                                        context.dataset(),
                                        test(),
                                        attack));
                    }
                });
    }

    /** The first test image of some classes under the evaluation's attack. */
    Figure attackPictures(Method method) {
        Run run = models.one(method);
        PgdSettings attack = attack(method);
        int[] indices = AttackStudy.firstOfEachClass(test(), CLASSES_SHOWN);
        List<AttackPanel.Example> examples =
                study(run, indices.length, study -> study.pictures(indices));
        Origin origin = context.origin(List.of(run.id()));
        String title =
                String.format("%s under %s (%s)", method.label(), pgd(attack), origin.label());
        return new Figure(
                origin.id("attack-" + method.id()),
                title,
                AttackPanel.of(title, examples, attack.epsilon()),
                numbers(examples),
                origin);
    }

    /** One image under attacks of growing radius. */
    Figure attackByEpsilon(Method method) {
        Run run = models.one(method);
        PgdSettings attack = attack(method);
        List<Double> epsilons = fractions(attack.epsilon(), 0, 1 / 6., 1 / 3., 2 / 3., 1, 4 / 3.);
        int index = AttackStudy.firstOfEachClass(test(), context.dataset().classes())[7];
        List<AttackPanel.Example> examples =
                study(run, epsilons.size(), study -> study.byEpsilon(index, epsilons));
        Origin origin = context.origin(List.of(run.id()));
        String title =
                String.format(
                        "%s under PGD-%d of growing \u03b5, true class: %s (%s)",
                        method.label(),
                        attack.steps(),
                        context.dataset().className(test().label(index)),
                        origin.label());
        return new Figure(
                origin.id("attack-by-epsilon-" + method.id()),
                title,
                AttackPanel.of(title, examples, epsilons.get(epsilons.size() - 1)),
                numbers(examples),
                origin);
    }

    private static List<Double> fractions(double whole, double... fractions) {
        List<Double> parts = new ArrayList<>();
        for (double fraction : fractions) {
            parts.add(whole * fraction);
        }
        return parts;
    }

    private static Table numbers(List<AttackPanel.Example> examples) {
        StringColumn title = StringColumn.create("example");
        IntColumn label = IntColumn.create("true_class");
        IntColumn before = IntColumn.create("clean_prediction");
        DoubleColumn sureBefore = DoubleColumn.create("clean_probability");
        IntColumn after = IntColumn.create("adversarial_prediction");
        DoubleColumn sureAfter = DoubleColumn.create("adversarial_probability");
        for (AttackPanel.Example example : examples) {
            title.append(example.title());
            label.append(example.label());
            before.append(example.before().label());
            sureBefore.append(example.before().probability());
            after.append(example.after().label());
            sureAfter.append(example.after().probability());
        }
        return Table.create("attack", title, label, before, sureBefore, after, sureAfter);
    }

    /** Accuracy of some methods against the radius of the attack. */
    Figure accuracyByEpsilon() {
        double whole = attack(Method.AT).epsilon();
        return accuracyByEpsilon(fractions(whole, 0, 1 / 6., 1 / 3., 2 / 3., 1, 4 / 3.));
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
        int steps = attack(Method.AT).steps();
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        String title =
                String.format(
                        "Accuracy under PGD-%d on %d test images (%s)",
                        steps, count, origin.label());
        double passes = (double) runs.size() * radii.length * count;
        List<List<Accuracy>> found =
                Measuring.of(
                        context.progress(),
                        "accuracy by \u03b5",
                        passes * AttackStudy.passes(attack(Method.AT)),
                        measuring ->
                                runs.stream()
                                        .map(run -> correct(run, radii, count, measuring))
                                        .toList());
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
            lines.add(Charts.Line.of(method, radii, row));
        }
        return new Figure(
                origin.id("accuracy-by-epsilon"),
                title,
                Drawing.of(
                        Charts.lines(
                                Charts.Frame.whole(
                                        title,
                                        "\u03b5, largest change of a pixel (scale [0, 1])",
                                        "accuracy (%)"),
                                lines,
                                100.0)),
                Table.create("accuracy", methods, epsilon, right, of),
                origin);
    }

    private List<Accuracy> correct(Run run, double[] radii, int count, Measuring measuring) {
        PgdSettings attack = attack(run.spec().recipe().method());
        try (TrainedModel model = TrainedModel.open(run)) {
            AttackStudy study =
                    new AttackStudy(
                            measuring.watch(model.classifier()), context.dataset(), test(), attack);
            return Arrays.stream(radii)
                    .mapToObj(radius -> new Accuracy(study.correct(radius, count), count))
                    .toList();
        }
    }

    /** The mask of ANP-VS; in the smoke profile it is trained before the reader's eyes. */
    Figure mask() {
        ExperimentSpec spec = models.spec(Method.ANP_VS, 0);
        Run run = models.one(context.smoke() ? Method.STANDARD : Method.ANP_VS);
        Map<String, double[]> layers;
        try (TrainedModel model = TrainedModel.open(run)) {
            layers =
                    context.smoke()
                            ? MaskStudy.train(spec, model, context.images().train())
                            : MaskStudy.expectations(model.mask());
        }
        Origin origin = context.origin(List.of(run.id()));
        String title = "The mask of ANP-VS after training (" + origin.label() + ")";
        return new Figure(
                origin.id("mask"),
                title,
                MaskStudy.drawing(title, layers),
                MaskStudy.table(layers),
                origin);
    }

    /** The share of units that each mask keeps after each epoch. */
    Figure keptUnits() {
        Run run = models.one(Method.ANP_VS);
        List<EpochRecord> epochs = run.epochs();
        List<Integer> units;
        try (TrainedModel model = TrainedModel.open(run)) {
            units = model.mask().layout().units();
        }
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
                layer.append(MaskStudy.LAYERS.get(l));
                epoch.append(e);
                kept.append(active);
                all.append(units.get(l));
            }
            lines.add(
                    new Charts.Line(
                            MaskStudy.LAYERS.get(l),
                            LineStyle.solid(COLORS.get(l)),
                            x,
                            Arrays.stream(y).mapToObj(Range::of).toList()));
        }
        Origin origin = context.origin(List.of(run.id()));
        String title = "Units that the masks of ANP-VS keep (" + origin.label() + ")";
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
