package anpvs.report.figures;

import anpvs.Texts;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.grid.SparsitySweep;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.plot.Range;
import anpvs.plot.Scale;
import anpvs.report.Figure;
import anpvs.report.SavedTable;
import anpvs.report.TableColumn;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.EvaluationAdvice;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Figure 3: accuracy against sparsity, by the coefficient of the KL term. */
public final class SparsityCurves {
    private final Context context;
    private final TrainedModels models;
    private final Evaluator evaluator;
    private final List<ExperimentSpec> missing = new ArrayList<>();
    private final List<String> unmeasured = new ArrayList<>();

    public SparsityCurves(Context context) {
        this.context = context;
        this.models = new TrainedModels(context);
        this.evaluator = new Evaluator(context.store(), context::images, context.progress());
    }

    private List<ExperimentSpec> specs(Method method, long seed) {
        return method == Method.AT
                ? List.of(models.spec(method, seed))
                : SparsitySweep.specs(method, context.dataset(), context.profile(), seed);
    }

    /** One start is enough for the figure; the smoke profile measures what is missing. */
    private Optional<Evaluation> evaluation(ExperimentSpec spec) {
        Optional<Run> finished = models.finished(spec);
        if (finished.isEmpty()) {
            missing.add(spec);
            return Optional.empty();
        }
        Run run = finished.get();
        EvaluationSettings settings = EvaluationSettings.ofTables(spec.recipe()).ofOneStart();
        Optional<Evaluation> stored = evaluator.storedOfAnyStarts(run, settings);
        if (stored.isEmpty() && context.smoke()) {
            return Optional.of(evaluator.evaluate(run, settings));
        }
        if (stored.isEmpty()) {
            unmeasured.add(run.id());
        }
        return stored;
    }

    private Map<Method, List<SparsityChart.Point>> curves() {
        models.needImages();
        if (context.dataset() == Dataset.SHAPES) {
            throw new MissingModel(
                    "Missing: profile smoke sweeps the coefficient on glyphs only, in the cell of MNIST;"
                            + " profile quick does on CIFAR.\n");
        }
        Map<Method, List<SparsityChart.Point>> curves = new LinkedHashMap<>();
        List<Method> methods = new ArrayList<>(List.of(Method.AT));
        methods.addAll(SparsitySweep.METHODS);
        for (Method method : methods) {
            TreeMap<Double, List<Evaluation>> byCoefficient = new TreeMap<>();
            for (long seed : models.seeds()) {
                for (ExperimentSpec spec : specs(method, seed)) {
                    double coefficient = method == Method.AT ? 0 : SparsitySweep.coefficient(spec);
                    evaluation(spec)
                            .ifPresent(
                                    found ->
                                            byCoefficient
                                                    .computeIfAbsent(
                                                            coefficient, c -> new ArrayList<>())
                                                    .add(found));
                }
            }
            List<SparsityChart.Point> points = new ArrayList<>();
            byCoefficient.forEach(
                    (c, evaluations) -> points.add(new SparsityChart.Point(c, evaluations)));
            if (!points.isEmpty()) {
                curves.put(method, points);
            }
        }
        return curves;
    }

    private String advice() {
        return models.advice(missing)
                + String.join("", EvaluationAdvice.of("--restarts 1", unmeasured));
    }

    /** {@return the curves; what is missing is told below the cell} */
    public Figure figure() {
        Map<Method, List<SparsityChart.Point>> curves = curves();
        if (curves.isEmpty()) {
            throw new MissingModel(advice());
        }
        String advice = advice();
        if (!advice.isEmpty()) {
            context.aside(advice);
        }
        return SparsityChart.draw(curves, origin(curves));
    }

    private Origin origin(Map<Method, List<SparsityChart.Point>> curves) {
        return context.origin(
                curves.values().stream()
                        .flatMap(List::stream)
                        .flatMap(point -> point.seeds().stream())
                        .map(Evaluation::run)
                        .toList());
    }

    /** A point as it is shown. */
    private record Shown(String label, Method method, SparsityChart.Point point) {
        String coefficient() {
            return method == Method.AT ? TableColumn.NONE : Scale.format(point.coefficient());
        }

        String plusMinus(Function<Evaluation, Accuracy> what) {
            Range range = point.range(what);
            double half = (range.high() - range.low()) / 2;
            return Texts.format("%.2f \u00b1 %.2f", range.value(), half);
        }

        String runs() {
            return String.join(" ", point.seeds().stream().map(Evaluation::run).toList());
        }
    }

    private static final List<TableColumn<Shown>> COLUMNS =
            List.of(
                    TableColumn.shown("method", Shown::label),
                    TableColumn.shown("KL weight", Shown::coefficient),
                    TableColumn.shown("seeds", row -> "" + row.point.seeds().size()),
                    TableColumn.shown(
                            "pruned units (%)", row -> Texts.format("%.2f", row.point.sparsity())),
                    TableColumn.shown(
                            "clean accuracy (%)", row -> row.plusMinus(Evaluation::clean)),
                    TableColumn.shown(
                            "robust, PGD-40 (%)", row -> row.plusMinus(Evaluation::attacked)),
                    TableColumn.shown("runs", Shown::runs));

    /** {@return the points as numbers, each with its runs, and what is missing} */
    public SavedTable table() {
        Map<Method, List<SparsityChart.Point>> curves = curves();
        Origin origin = origin(curves);
        List<Shown> rows = new ArrayList<>();
        curves.forEach(
                (method, points) -> {
                    for (int i = 0; i < points.size(); i++) {
                        rows.add(new Shown(i == 0 ? method.label() : "", method, points.get(i)));
                    }
                });
        List<String> notes = new ArrayList<>();
        notes.add(
                "\u00b1: standard deviation over seeds, of one seed half of the 95 % binomial"
                        + " interval. The coefficient of PAT is that of the BP run whose mask it"
                        + " takes. The paper gives no numbers for Figure 3.");
        notes.addAll(advice().lines().toList());
        return new SavedTable(
                origin.id("sparsity-runs"),
                TableColumn.grid(
                        origin.caption("Accuracy by the coefficient of the KL term"),
                        COLUMNS,
                        rows,
                        notes),
                SparsityChart.data(curves, origin),
                origin);
    }
}
