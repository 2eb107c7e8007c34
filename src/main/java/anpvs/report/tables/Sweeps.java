package anpvs.report.tables;

import anpvs.Texts;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.grid.Sweep;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Recipe;
import anpvs.metric.Accuracy;
import anpvs.report.Column;
import anpvs.report.Deviation;
import anpvs.report.MethodResult;
import anpvs.report.Rows;
import anpvs.report.RunValue;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.EvaluationAdvice;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tech.tablesaw.api.Row;

/**
 * Table 2 for one data set: accuracy under attacks of growing radius, and of growing length.
 *
 * @param evaluations of each method and attack, by seed
 * @param columns all attacks, the radii first
 * @param origin where they come from
 * @param advice how to get what is missing
 */
public record Sweeps(
        Map<Method, Map<SweepPoint, List<Evaluation>>> evaluations,
        List<SweepPoint> columns,
        Origin origin,
        List<String> advice) {
    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured
     */
    public static Sweeps of(Context context) {
        TrainedModels models = new TrainedModels(context);
        Evaluator evaluator = new Evaluator(context.store(), context::images, context.progress());
        models.prepare(Rows.of(2), false);
        Map<Method, Map<SweepPoint, List<Evaluation>>> all = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        List<String> unswept = new ArrayList<>();
        boolean again = false;
        for (Method method : Rows.of(2)) {
            Map<SweepPoint, List<Evaluation>> row = new LinkedHashMap<>();
            for (Run run : models.finished(method)) {
                runs.add(run.id());
                boolean missing = false;
                for (Map.Entry<SweepPoint, EvaluationSettings> point :
                        points(run.spec().recipe()).entrySet()) {
                    Optional<Evaluation> found =
                            context.smoke()
                                    ? Optional.of(evaluator.evaluate(run, point.getValue()))
                                    : evaluator.storedOfMostImages(run, point.getValue());
                    // without answers of an earlier version's record no part of it can be taken
                    again |= found.isPresent() && found.get().answers() == null;
                    found = found.filter(e -> e.answers() != null);
                    missing |= found.isEmpty();
                    found.ifPresent(
                            e ->
                                    row.computeIfAbsent(point.getKey(), k -> new ArrayList<>())
                                            .add(e));
                }
                if (missing) {
                    unswept.add(run.id());
                }
            }
            all.put(method, row);
        }
        List<String> advice =
                new ArrayList<>(
                        EvaluationAdvice.of(
                                (again ? "--again " : "") + "--sweep epsilon,steps", unswept));
        advice.addAll(models.advised(Rows.of(2)));
        return new Sweeps(all, columns(context, models), context.origin(runs), advice);
    }

    private static Map<SweepPoint, EvaluationSettings> points(Recipe recipe) {
        Map<SweepPoint, EvaluationSettings> points = new LinkedHashMap<>();
        for (Sweep sweep : Sweep.values()) {
            for (EvaluationSettings settings : sweep.settings(recipe, null)) {
                points.put(new SweepPoint(sweep, settings.attack()), settings);
            }
        }
        return points;
    }

    /** The attacks of the profile; where it has no runs, the paper's. */
    private static List<SweepPoint> columns(Context context, TrainedModels models) {
        if (context.hasRuns()) {
            return List.copyOf(points(models.spec(Method.STANDARD, 0).recipe()).keySet());
        }
        List<SweepPoint> columns = new ArrayList<>();
        for (double epsilon : new double[] {0.01, 0.03, 0.05, 0.07}) {
            columns.add(new SweepPoint(Sweep.EPSILON, new PgdSettings(epsilon, 0.007, 40)));
        }
        for (int steps : Sweep.LENGTHS) {
            columns.add(new SweepPoint(Sweep.STEPS, new PgdSettings(0.03, 0.007, steps)));
        }
        return columns;
    }

    /** {@return how many images every cell has, from the first} */
    public int images() {
        return everyEvaluation().mapToInt(e -> e.attacked().images()).min().orElse(0);
    }

    /** Accuracy on the images of all cells. */
    public Accuracy accuracy(Evaluation one) {
        int images = images();
        return one.attacked().images() == images
                ? one.attacked()
                : new Accuracy(one.answers().attackedImages().get(0, images).cardinality(), images);
    }

    private List<Double> percents(Method method, SweepPoint column) {
        return evaluations.getOrDefault(method, Map.of()).getOrDefault(column, List.of()).stream()
                .map(e -> accuracy(e).percent())
                .toList();
    }

    public Stream<Evaluation> everyEvaluation() {
        return evaluations.values().stream()
                .flatMap(r -> r.values().stream())
                .flatMap(List::stream);
    }

    /** {@return Table 2: the paper's rows beside ours} */
    public SavedTable table() {
        List<MethodResult> results = new ArrayList<>();
        Map<Method, Map<Column, List<RunValue>>> runs = new LinkedHashMap<>();
        evaluations.forEach(
                (method, row) -> {
                    Map<Column, List<Double>> values = new LinkedHashMap<>();
                    Map<Column, List<RunValue>> outcomes = new LinkedHashMap<>();
                    row.forEach(
                            (column, seeds) -> {
                                values.put(column, percents(method, column));
                                outcomes.put(column, seeds.stream().map(this::outcome).toList());
                            });
                    results.add(new MethodResult(method, values));
                    runs.put(method, outcomes);
                });
        String what = ": accuracy under PGD of growing radius and length";
        SavedTable table =
                new ResultsTable(
                                origin.id("sweeps"),
                                origin.caption(
                                        "Table 2, " + Rows.paperName(origin.dataset()) + what),
                                List.copyOf(columns),
                                results,
                                origin,
                                notes(),
                                CommonSeeds.ofRows(runs))
                        .toSaved();
        moves().forEach(
                        (method, points) -> {
                            Row row = table.data().appendRow();
                            row.setString("method", method.label());
                            row.setString("quantity", "largest change between numbers of steps");
                            row.setString("unit", "points");
                            row.setDouble("mean", points);
                        });
        return table;
    }

    private RunValue outcome(Evaluation one) {
        return new RunValue(one.run(), accuracy(one).percent(), accuracy(one), null);
    }

    /** Of each row of ours, by how much its accuracy changes between the numbers of steps. */
    private Map<Method, Double> moves() {
        Map<Method, Double> moves = new LinkedHashMap<>();
        List<SweepPoint> lengths = of(Sweep.STEPS);
        for (Method method : evaluations.keySet()) {
            DoubleSummaryStatistics means =
                    lengths.stream()
                            .map(column -> percents(method, column))
                            .filter(seeds -> !seeds.isEmpty())
                            .mapToDouble(seeds -> Spread.of(seeds).mean())
                            .summaryStatistics();
            if (means.getCount() == lengths.size() && means.getCount() > 1) {
                moves.put(method, means.getMax() - means.getMin());
            }
        }
        return moves;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        boolean inPaper =
                columns.stream().anyMatch(c -> c.paper(origin.dataset(), Method.AT).isPresent());
        if (!inPaper) {
            notes.add(
                    "The paper's Table 2 has no values for these attacks and images: the radii are"
                            + " ours, scaled with the evaluation's, and so are the numbers of steps.");
        }
        if (images() > 0) {
            double widest =
                    everyEvaluation()
                            .map(this::accuracy)
                            .mapToDouble(one -> (one.highPercent() - one.lowPercent()) / 2)
                            .max()
                            .orElseThrow();
            notes.add(
                    Texts.format(
                            "All columns: the first %,d test images, one start; 95 %% binomial"
                                    + " intervals of up to \u00b1%.1f points for one seed. Rows and"
                                    + " columns share the images, so their order is surer than each"
                                    + " value. "
                                    + Deviation.MARK
                                    + " does not count that the paper's are of all images.",
                            images(),
                            widest));
        }
        moves().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(most -> notes.add(moved(most.getKey(), most.getValue())));
        notes.addAll(advice);
        return notes;
    }

    private String moved(Method method, double points) {
        List<SweepPoint> lengths = of(Sweep.STEPS);
        String from = lengths.get(0).tick();
        String to = lengths.get(lengths.size() - 1).tick();
        String move =
                points == 0
                        ? ""
                        : Texts.format(" by more than %.2f points (%s)", points, method.label());
        return "From " + from + " steps to " + to + " no row of ours moves" + move + ".";
    }

    public List<SweepPoint> of(Sweep sweep) {
        return columns.stream().filter(point -> point.sweep() == sweep).toList();
    }
}
