package anpvs.report;

import anpvs.data.LabelledImages;
import anpvs.experiment.EpochRecord;
import anpvs.experiment.ExperimentSpec;
import anpvs.experiment.Run;
import anpvs.experiment.TrainedModel;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** The first test image of some classes under the evaluation's attack. */
    Figure attackPictures(Method method) {
        Run run = models.one(method);
        PgdSettings attack = attack(method);
        int[] indices = AttackStudy.firstOfEachClass(test(), CLASSES_SHOWN);
        List<AttackPanel.Example> examples;
        try (TrainedModel model = TrainedModel.open(run)) {
            examples = new AttackStudy(model.classifier(), test(), attack).pictures(indices);
        }
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
        List<AttackPanel.Example> examples;
        try (TrainedModel model = TrainedModel.open(run)) {
            examples =
                    new AttackStudy(model.classifier(), test(), attack).byEpsilon(index, epsilons);
        }
        Origin origin = context.origin(List.of(run.id()));
        String title =
                String.format(
                        "%s under PGD-%d of growing \u03b5, true class %d (%s)",
                        method.label(), attack.steps(), test().label(index), origin.label());
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
        int count = context.smoke() ? 100 : 500;
        StringColumn methods = StringColumn.create("method");
        DoubleColumn radii = DoubleColumn.create("epsilon");
        IntColumn right = IntColumn.create("correct");
        IntColumn of = IntColumn.create("images");
        List<Charts.Line> lines = new ArrayList<>();
        List<String> runs = new ArrayList<>();
        models.prepare(CURVES, false);
        for (Method method : CURVES) {
            Run run = models.one(method);
            runs.add(run.id());
            PgdSettings attack = attack(method);
            List<Double> epsilons =
                    fractions(attack.epsilon(), 0, 1 / 6., 1 / 3., 2 / 3., 1, 4 / 3.);
            double[] percent = new double[epsilons.size()];
            double[] errors = new double[epsilons.size()];
            try (TrainedModel model = TrainedModel.open(run)) {
                AttackStudy study = new AttackStudy(model.classifier(), test(), attack);
                for (int i = 0; i < percent.length; i++) {
                    Accuracy accuracy = new Accuracy(study.correct(epsilons.get(i), count), count);
                    percent[i] = accuracy.percent();
                    errors[i] = (accuracy.highPercent() - accuracy.lowPercent()) / 2;
                    methods.append(method.label());
                    radii.append(epsilons.get(i));
                    right.append(accuracy.correct());
                    of.append(accuracy.images());
                }
            }
            double[] x = epsilons.stream().mapToDouble(Double::doubleValue).toArray();
            lines.add(Charts.Line.of(method, x, percent, errors));
        }
        Origin origin = context.origin(runs);
        String title =
                String.format(
                        "Accuracy under PGD-%d on %d test images (%s)",
                        attack(Method.AT).steps(), count, origin.label());
        return new Figure(
                origin.id("accuracy-by-epsilon"),
                title,
                Drawing.of(
                        Charts.lines(
                                title,
                                "\u03b5, largest change of a pixel (scale [0, 1])",
                                "accuracy (%)",
                                lines,
                                100.0)),
                Table.create("accuracy", methods, radii, right, of),
                origin);
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
                            MaskStudy.LAYERS.get(l), LineStyle.solid(COLORS.get(l)), x, y, null));
        }
        Origin origin = context.origin(List.of(run.id()));
        String title = "Units that the masks of ANP-VS keep (" + origin.label() + ")";
        return new Figure(
                origin.id("kept-units"),
                title,
                Drawing.of(Charts.lines(title, "epoch", "units kept (%)", lines, 100.0)),
                Table.create("kept", layer, epoch, kept, all),
                origin);
    }
}
