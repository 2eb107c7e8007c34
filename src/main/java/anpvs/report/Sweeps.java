package anpvs.report;

import anpvs.experiment.Evaluation;
import anpvs.experiment.EvaluationSettings;
import anpvs.experiment.Evaluator;
import anpvs.experiment.ExperimentSpec;
import anpvs.experiment.Run;
import anpvs.experiment.Sweep;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Table 2 for one data set: accuracy under attacks of growing radius, and of growing length.
 *
 * @param evaluations of each method and attack, by seed
 * @param columns all attacks, the radii first
 * @param origin where they come from
 * @param advice how to get what is missing
 */
record Sweeps(
        Map<Method, Map<Column, List<Evaluation>>> evaluations,
        List<Column> columns,
        Origin origin,
        List<String> advice) {
    private static final PaperValues PAPER = PaperValues.load();

    /**
     * One attack of Table 2.
     *
     * @param sweep which of the two
     * @param attack radius, step size and steps
     */
    record Point(Sweep sweep, PgdSettings attack) implements Column {
        @Override
        public String label() {
            return sweep == Sweep.EPSILON
                    ? "\u03b5 = " + epsilon() + ", PGD-" + attack.steps()
                    : String.format(Locale.ROOT, "PGD-%,d, \u03b5 = %s", attack.steps(), epsilon());
        }

        private String epsilon() {
            return Figure.number(attack.epsilon());
        }

        /** {@return the point on the axis of its curve} */
        String tick() {
            return sweep == Sweep.EPSILON
                    ? epsilon()
                    : String.format(Locale.ROOT, "%,d", attack.steps());
        }

        @Override
        public String unit() {
            return "%";
        }

        @Override
        public int decimals() {
            return 2;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Optional<PaperValue> in(PaperValues paper, String dataset, String model) {
            String setting =
                    "eps="
                            + attack.epsilon()
                            + ";steps="
                            + attack.steps()
                            + ";step="
                            + attack.stepSize();
            return paper.find(2, dataset, model, "adversarial_accuracy_pct", "white_box", setting);
        }
    }

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured
     */
    static Sweeps of(Context context) {
        TrainedModels models = new TrainedModels(context);
        Evaluator evaluator = new Evaluator(context.store(), context::images, context.progress());
        models.prepare(Rows.of(2), false);
        Map<Method, Map<Column, List<Evaluation>>> all = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        List<String> unswept = new ArrayList<>();
        for (Method method : Rows.of(2)) {
            Map<Column, List<Evaluation>> row = new LinkedHashMap<>();
            for (Run run : models.finished(method)) {
                runs.add(run.id());
                boolean missing = false;
                for (Map.Entry<Point, EvaluationSettings> point : points(run).entrySet()) {
                    Optional<Evaluation> found =
                            context.smoke()
                                    ? Optional.of(evaluator.evaluate(run, point.getValue()))
                                    : evaluator.storedOfMostImages(run, point.getValue());
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
                new ArrayList<>(EvaluationAdvice.of("--sweep epsilon,steps", unswept));
        advice.addAll(models.advised(Rows.of(2)));
        return new Sweeps(all, columns(context, models), context.origin(runs), advice);
    }

    private static Map<Point, EvaluationSettings> points(Run run) {
        Map<Point, EvaluationSettings> points = new LinkedHashMap<>();
        for (Sweep sweep : Sweep.values()) {
            for (EvaluationSettings settings : sweep.settings(run.spec().recipe(), null)) {
                points.put(new Point(sweep, settings.attack()), settings);
            }
        }
        return points;
    }

    /** The attacks of the profile; where it has no runs, the paper's. */
    private static List<Column> columns(Context context, TrainedModels models) {
        List<Column> columns = new ArrayList<>();
        if (context.hasRuns()) {
            ExperimentSpec any = models.spec(Method.STANDARD, 0);
            for (Sweep sweep : Sweep.values()) {
                sweep.settings(any.recipe(), null)
                        .forEach(s -> columns.add(new Point(sweep, s.attack())));
            }
            return columns;
        }
        for (double epsilon : new double[] {0.01, 0.03, 0.05, 0.07}) {
            columns.add(new Point(Sweep.EPSILON, new PgdSettings(epsilon, 0.007, 40)));
        }
        for (int steps : Sweep.LENGTHS) {
            columns.add(new Point(Sweep.STEPS, new PgdSettings(0.03, 0.007, steps)));
        }
        return columns;
    }

    private Stream<Evaluation> everyEvaluation() {
        return evaluations.values().stream()
                .flatMap(r -> r.values().stream())
                .flatMap(List::stream);
    }

    /** {@return Table 2: the paper's rows beside ours} */
    SavedTable table() {
        List<MethodResult> results = new ArrayList<>();
        evaluations.forEach(
                (method, row) -> {
                    Map<Column, List<Double>> values = new LinkedHashMap<>();
                    row.forEach(
                            (column, seeds) ->
                                    seeds.forEach(
                                            e ->
                                                    Measurements.add(
                                                            values,
                                                            column,
                                                            e.attacked().percent())));
                    results.add(new MethodResult(method, values, 0, List.of()));
                });
        String caption =
                "Table 2, "
                        + Rows.paperName(origin.dataset())
                        + ": accuracy under PGD of growing radius and length ("
                        + origin.label()
                        + ")";
        return new ResultsTable(origin.id("sweeps"), caption, columns, results, origin, notes())
                .toSaved();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        boolean inPaper =
                columns.stream()
                        .anyMatch(
                                c ->
                                        c.in(PAPER, Rows.paperName(origin.dataset()), "AT")
                                                .isPresent());
        if (!inPaper) {
            notes.add(
                    "The paper's Table 2 has no values for these attacks and images: the radii are"
                            + " ours, scaled with the evaluation's, and so are the numbers of steps.");
        }
        for (Sweep sweep : Sweep.values()) {
            TreeSet<Integer> images = new TreeSet<>();
            double widest = 0;
            for (Map<Column, List<Evaluation>> row : evaluations.values()) {
                for (Map.Entry<Column, List<Evaluation>> cell : row.entrySet()) {
                    if (((Point) cell.getKey()).sweep() == sweep) {
                        for (Evaluation e : cell.getValue()) {
                            images.add(e.attacked().images());
                            widest = Math.max(widest, half(e.attacked()));
                        }
                    }
                }
            }
            if (!images.isEmpty()) {
                notes.add(
                        String.format(
                                Locale.ROOT,
                                "%s: the first %s test images, one start; 95 %% binomial intervals of"
                                        + " up to \u00b1%.1f points for one seed. Methods share the"
                                        + " images, so their order is surer than each value.",
                                sweep == Sweep.EPSILON ? "Radii" : "Steps",
                                images.size() == 1
                                        ? String.format(Locale.ROOT, "%,d", images.first())
                                        : images.first() + " to " + images.last(),
                                widest));
            }
        }
        notes.addAll(advice);
        return notes;
    }

    private static double half(Accuracy accuracy) {
        return (accuracy.highPercent() - accuracy.lowPercent()) / 2;
    }

    /** {@return the same as curves: the paper's above ours, on the paper's own images} */
    Figure curves() {
        if (everyEvaluation().findAny().isEmpty()) {
            throw new MissingModel(String.join("\n", advice));
        }
        List<Drawing> panels = new ArrayList<>();
        boolean paper = !origin.dataset().builtIn();
        for (boolean ours : paper ? new boolean[] {false, true} : new boolean[] {true}) {
            for (Sweep sweep : Sweep.values()) {
                List<Column> some = of(sweep);
                List<Charts.Points> lines = lines(some, ours);
                if (lines.stream().anyMatch(l -> l.values().stream().anyMatch(Range::exists))) {
                    panels.add(panel(sweep, some, lines, ours));
                }
            }
        }
        String title =
                "Accuracy under stronger attacks, "
                        + (paper && panels.size() > 2 ? "paper above, ours below" : "ours")
                        + " ("
                        + origin.label()
                        + ")";
        List<Charts.Points> legend =
                lines(columns, true).stream()
                        .filter(
                                line ->
                                        panels.size() > 2
                                                || line.values().stream().anyMatch(Range::exists))
                        .toList();
        return new Figure(
                origin.id("sweep-curves"),
                title,
                Legend.below(Drawing.panels(title, panels, 2), legend),
                table().data(),
                origin);
    }

    private List<Column> of(Sweep sweep) {
        return columns.stream().filter(c -> ((Point) c).sweep() == sweep).toList();
    }

    private static Drawing panel(
            Sweep sweep, List<Column> columns, List<Charts.Points> lines, boolean ours) {
        PgdSettings attack = ((Point) columns.get(0)).attack();
        String who = ours ? "ours" : "paper";
        return Drawing.of(
                Charts.categories(
                        Charts.Frame.half(
                                sweep == Sweep.EPSILON
                                        ? who + ": " + attack.steps() + " steps"
                                        : who + ": \u03b5 = " + Figure.number(attack.epsilon()),
                                sweep == Sweep.EPSILON
                                        ? "\u03b5, largest change of a pixel (scale [0, 1])"
                                        : "steps of " + Figure.number(attack.stepSize()),
                                "accuracy (%)"),
                        columns.stream().map(c -> ((Point) c).tick()).toList(),
                        lines,
                        Scale.linear(0, 100)));
    }

    private List<Charts.Points> lines(List<Column> some, boolean ours) {
        List<Charts.Points> lines = new ArrayList<>();
        evaluations.forEach(
                (method, row) -> {
                    List<Range> values = new ArrayList<>();
                    for (Column column : some) {
                        values.add(
                                ours
                                        ? measured(row.getOrDefault(column, List.of()))
                                        : printed(method, column));
                    }
                    lines.add(Charts.Points.of(method, values));
                });
        return lines;
    }

    /** Mean and standard deviation over seeds, or the binomial interval of one. */
    private static Range measured(List<Evaluation> seeds) {
        return Range.of(seeds.stream().map(Evaluation::attacked).toList());
    }

    private Range printed(Method method, Column column) {
        return column.in(PAPER, Rows.paperName(origin.dataset()), method.label())
                .map(Range::of)
                .orElse(Range.NONE);
    }
}
