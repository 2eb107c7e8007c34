package anpvs.report.figures;

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
import anpvs.report.TableCell;
import anpvs.report.TableView;
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
import java.util.Locale;
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

    /** One run and what was measured of it. */
    private record Measured(ExperimentSpec spec, Evaluation evaluation) {}

    private List<Measured> measured(Method method, long seed) {
        List<Measured> found = new ArrayList<>();
        for (ExperimentSpec spec :
                method == Method.AT
                        ? List.of(models.spec(method, seed))
                        : SparsitySweep.specs(method, context.dataset(), context.profile(), seed)) {
            Optional<Run> run = models.finished(spec);
            if (run.isEmpty()) {
                missing.add(spec);
            } else {
                evaluation(run.get(), spec).ifPresent(e -> found.add(new Measured(spec, e)));
            }
        }
        return found;
    }

    /** One start is enough for the figure; the smoke profile measures what is missing. */
    private Optional<Evaluation> evaluation(Run run, ExperimentSpec spec) {
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
        if (!context.hasRuns()) {
            throw new MissingModel(models.noImages());
        }
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
                for (Measured m : measured(method, seed)) {
                    double coefficient =
                            method == Method.AT ? 0 : SparsitySweep.coefficient(m.spec());
                    byCoefficient
                            .computeIfAbsent(coefficient, c -> new ArrayList<>())
                            .add(m.evaluation());
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

    /** {@return the points as numbers, each with its runs, and what is missing} */
    public SavedTable table() {
        Map<Method, List<SparsityChart.Point>> curves = curves();
        Origin origin = origin(curves);
        List<List<TableCell>> rows = new ArrayList<>();
        curves.forEach(
                (method, points) -> {
                    for (int i = 0; i < points.size(); i++) {
                        rows.add(row(i == 0 ? method.label() : "", method, points.get(i)));
                    }
                });
        List<String> notes = new ArrayList<>();
        notes.add(
                "\u00b1: standard deviation over seeds, of one seed half of the 95 % binomial"
                        + " interval. The coefficient of PAT is that of the BP run whose mask it"
                        + " takes. The paper gives no numbers for Figure 3.");
        notes.addAll(advice().lines().toList());
        TableView grid =
                new TableView(
                        "Accuracy by the coefficient of the KL term (" + origin.label() + ")",
                        List.of(
                                "method",
                                "KL coefficient",
                                "seeds",
                                "pruned units (%)",
                                "clean accuracy (%)",
                                "robust, PGD-40 (%)",
                                "runs"),
                        rows,
                        notes);
        return new SavedTable(
                origin.id("sparsity-runs"), grid, SparsityChart.data(curves, origin), origin);
    }

    private static List<TableCell> row(String label, Method method, SparsityChart.Point point) {
        return List.of(
                TableCell.of(label),
                TableCell.of(method == Method.AT ? "\u2013" : Scale.format(point.coefficient())),
                TableCell.of(Integer.toString(point.seeds().size())),
                TableCell.of(String.format(Locale.ROOT, "%.2f", point.sparsity())),
                TableCell.of(plusMinus(point, Evaluation::clean)),
                TableCell.of(plusMinus(point, Evaluation::attacked)),
                TableCell.of(
                        String.join(" ", point.seeds().stream().map(Evaluation::run).toList())));
    }

    private static String plusMinus(
            SparsityChart.Point point, Function<Evaluation, Accuracy> what) {
        Range range = point.range(what);
        double half = (range.high() - range.low()) / 2;
        return String.format(Locale.ROOT, "%.2f \u00b1 %.2f", range.value(), half);
    }
}
