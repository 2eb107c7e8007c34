package anpvs.report;

import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Version;
import anpvs.data.Dataset;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.AttackSettings;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.metric.Accuracy;
import anpvs.metric.Answers;
import anpvs.metric.CostModel;
import anpvs.metric.MeasuredCost;
import anpvs.metric.Structure;
import anpvs.model.LeNet5Caffe;
import anpvs.report.figures.AttackPanel;
import anpvs.report.tables.CommonSeeds;
import anpvs.report.tables.MainResults;
import anpvs.report.tables.ResultsTable;
import anpvs.study.AttackedImage;
import anpvs.study.AutoAttackResult;
import anpvs.study.Origin;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Invented results for the tests of tables and charts. */
public final class SampleResults {
    private SampleResults() {}

    public static Origin origin(Dataset dataset) {
        Profile profile = dataset.synthetic() ? Profile.SMOKE : Profile.QUICK;
        return new Origin(profile, dataset, "0123abc", List.of("run-a", "run-b"));
    }

    public static MethodResult result(Method method, double clean, double robust, double... more) {
        Map<Column, List<Double>> values = new LinkedHashMap<>();
        values.put(Quantity.CLEAN, List.of(clean - 0.1, clean, clean + 0.1));
        values.put(Quantity.WHITE_BOX, List.of(robust - 2, robust, robust + 2));
        values.put(Quantity.WORST_OF_FIVE, List.of(robust - 6, robust - 4, robust - 2));
        Quantity[] others = {Quantity.V_WHITE, Quantity.MEMORY, Quantity.SPARSITY};
        for (int i = 0; i < more.length; i++) {
            values.put(others[i], List.of(more[i], more[i], more[i]));
        }
        return new MethodResult(method, values);
    }

    public static ResultsTable table(Dataset dataset) {
        return new ResultsTable(
                "main-results",
                "a caption",
                List.of(Quantity.values()),
                List.of(
                        result(Method.STANDARD, 98.9, 2.5, 0.175, 100, 0),
                        result(Method.AT, 97.6, 78.2, 0.066, 100, 0),
                        result(Method.AT_VS, 97.4, 76.1, 0.057, 100, 0),
                        result(Method.ANP, 97.1, 77.3, 0.071, 22.5, 52.1),
                        result(Method.ANP_VS, 97.6, 79.3, 0.066, 21.25, 53.8)),
                origin(dataset),
                List.of(),
                CommonSeeds.NONE);
    }

    public static Map<String, double[]> mask() {
        Map<String, double[]> layers = new LinkedHashMap<>();
        int[] units = {20, 50, 800, 500};
        String[] names = {"conv1", "conv2", "dense3 inputs", "dense4 inputs"};
        for (int layer = 0; layer < units.length; layer++) {
            double[] values = new double[units[layer]];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 3 == 0 ? 0.0002 : 1.0 / (1 + 0.02 * (i * 7919 % values.length));
            }
            layers.put(names[layer], values);
        }
        return layers;
    }

    public static AttackPanel.Example example(int label, int channels, int size, double epsilon) {
        float[] clean = new float[channels * size * size];
        float[] adversarial = new float[clean.length];
        for (int i = 0; i < clean.length; i++) {
            int column = i % size;
            int row = i / size % size;
            boolean stroke = Math.abs(column - size / 2 - (row - size / 2) * label / 20) < 3;
            clean[i] = stroke && row > 4 && row < size - 4 ? 0.9f : 0f;
            double change = epsilon * ((column / 3 + row / 3) % 3 - 1);
            adversarial[i] = (float) Math.min(1, Math.max(0, clean[i] + change));
        }
        return new AttackPanel.Example(
                "digit " + label,
                new AttackedImage(
                        channels,
                        size,
                        clean,
                        adversarial,
                        label,
                        new AttackedImage.Prediction(label, 0.998, "digit " + label),
                        new AttackedImage.Prediction((label + 3) % 10, 0.961, "another")));
    }

    public static Table numbers() {
        return Table.create(
                "numbers",
                DoubleColumn.create("x", 1, 2, 3),
                DoubleColumn.create("y", 0.1, 0.25, 1.0 / 3));
    }

    /** An invented evaluation of one run, without answers. */
    public static Evaluation evaluation(Method method, int seed, int robust, List<Integer> active) {
        return evaluation(method, seed, robust, active, null);
    }

    public static Evaluation evaluation(
            Method method, int seed, int robust, List<Integer> active, Answers answers) {
        return evaluation(method, seed, robust, active, answers, EvaluationSettings.RESTARTS);
    }

    public static Evaluation evaluation(
            Method method,
            int seed,
            int robust,
            List<Integer> active,
            Answers answers,
            int restarts) {
        return evaluation(method, seed, robust, 9_800 + seed, active, answers, restarts);
    }

    public static Evaluation evaluation(
            Method method,
            int seed,
            int robust,
            int clean,
            List<Integer> active,
            Answers answers,
            int restarts) {
        Structure structure = new Structure(active, new LeNet5Caffe().maskLayout());
        CostModel full = CostModel.of(new LeNet5Caffe(), Structure.full(structure.layout()));
        double v = 0.2 - robust / 60_000.0;
        Evaluation.Latent latent =
                new Evaluation.Latent(
                        v, 5 * v, List.of(v / 2, v, 1.5 * v), List.of(6 * v, 5 * v, 4 * v));
        return new Evaluation(
                "mnist-" + method.id() + "-quick-s" + seed + "-0123456789ab",
                "",
                new EvaluationSettings(
                        new PgdSettings(0.3, 0.01, 40), restarts, 10_000, 250, 0, "source"),
                new Accuracy(clean, 10_000),
                new Accuracy(9_700, 10_000),
                new Accuracy(robust + 100 * seed, 10_000),
                new Accuracy(robust, 10_000),
                new Accuracy(9_000, 10_000),
                null,
                null,
                latent,
                latent,
                active,
                structure.sparsityPercent(),
                CostModel.of(new LeNet5Caffe(), structure).relativeTo(full),
                Map.of(),
                null,
                1,
                answers,
                null,
                null,
                structure.sparsityPercent() == 0
                        ? null
                        : new MeasuredCost(64, 6, 3 - seed, 1_724_320, 86_216, 1e-6));
    }

    /** Answers of which the first images are right. */
    public static Answers firstRight(int clean, int attacked, int worst) {
        return new Answers(first(clean), first(attacked), first(worst));
    }

    private static String first(int count) {
        BitSet images = new BitSet();
        images.set(0, count);
        return Base64.getEncoder().encodeToString(images.toByteArray());
    }

    /** An invented attack with which the first images stand. */
    public static AutoAttackResult attacked(
            Method method, int seed, int images, int pgd, int robust) {
        AttackSettings settings =
                new AttackSettings(
                        Version.STANDARD,
                        new PgdSettings(0.3, 0.01, 40),
                        Budget.PUBLISHED,
                        images,
                        0,
                        1.0,
                        null,
                        null);
        Accuracy left = new Accuracy(robust, images);
        AttackRecord record =
                new AttackRecord(
                        "mnist-" + method.id() + "-quick-s" + seed + "-0123456789ab",
                        "",
                        settings,
                        250,
                        new Accuracy(images, images),
                        List.of(
                                new AttackRecord.Row(
                                        "PGD-40",
                                        false,
                                        images,
                                        images - pgd,
                                        new Accuracy(pgd, images),
                                        1)),
                        left,
                        null,
                        new AttackRecord.Interval(left.lowPercent(), left.highPercent()),
                        left,
                        List.of(),
                        "attack.npz",
                        "",
                        Map.of(),
                        null,
                        2);
        BitSet standing = new BitSet();
        standing.set(0, robust);
        return new AutoAttackResult(record, () -> standing);
    }

    /** {@return the row of a method and a quantity in the numbers of a table} */
    public static Row row(Table data, String method, String quantity) {
        return data.where(
                        data.stringColumn("method")
                                .isEqualTo(method)
                                .and(data.stringColumn("quantity").isEqualTo(quantity)))
                .row(0);
    }

    public static Row row(Table data, String method, Quantity quantity) {
        return row(data, method, quantity.label());
    }

    private static List<Evaluation> three(IntFunction<Evaluation> one) {
        return IntStream.range(0, 3).mapToObj(one).toList();
    }

    /** Invented evaluations: three seeds of Standard, AT and ANP-VS, none of the others. */
    public static MainResults mainResults(Dataset dataset) {
        List<Integer> all = new LeNet5Caffe().maskLayout().units();
        Map<Method, List<Evaluation>> evaluations = new LinkedHashMap<>();
        evaluations.put(
                Method.STANDARD, three(seed -> evaluation(Method.STANDARD, seed, 100, all)));
        evaluations.put(Method.AT, three(seed -> evaluation(Method.AT, seed, 7_600, all)));
        evaluations.put(
                Method.ANP_VS,
                three(
                        seed ->
                                evaluation(
                                        Method.ANP_VS,
                                        seed,
                                        7_800,
                                        List.of(4, 23, 118, 72 + seed))));
        return new MainResults(evaluations, Map.of(), origin(dataset), List.of());
    }
}
