package anpvs.report;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Table 1 and its charts, from the evaluations of each method.
 *
 * @param evaluations of each method that has any, in the order of the table, by seed
 * @param attacks of AutoAttack on each method that has any, by seed
 * @param origin where they come from
 * @param advice how to get what is missing, for the notes of the table
 */
record MainResults(
        Map<Method, List<Evaluation>> evaluations,
        Map<Method, List<Attacked>> attacks,
        Origin origin,
        List<String> advice) {
    private static final List<Column> OVERVIEW =
            List.of(
                    Quantity.CLEAN,
                    Quantity.WHITE_BOX,
                    Quantity.AUTO_ATTACK,
                    Quantity.BLACK_BOX,
                    Quantity.V_WHITE,
                    Quantity.SPARSITY);

    /** Copies the map, keeping its order. */
    MainResults {
        evaluations = new LinkedHashMap<>(evaluations);
        attacks = new LinkedHashMap<>(attacks);
        advice = List.copyOf(advice);
    }

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured
     */
    static MainResults of(Context context) {
        Measurements measurements = new Measurements(context);
        measurements.prepare(List.of(Method.values()));
        Map<Method, List<Evaluation>> all = new LinkedHashMap<>();
        Map<Method, List<Attacked>> attacks = new LinkedHashMap<>();
        List<Method> unattacked = new ArrayList<>();
        List<String> runs = new ArrayList<>();
        for (Method method : Method.values()) {
            List<Evaluation> found = measurements.of(method);
            if (!found.isEmpty()) {
                all.put(method, found);
                found.forEach(evaluation -> runs.add(evaluation.run()));
                List<Attacked> attacked = measurements.attacks(method);
                if (attacked.isEmpty()) {
                    unattacked.add(method);
                } else {
                    attacks.put(method, attacked);
                }
            }
        }
        List<String> advice = new ArrayList<>(measurements.advice(List.of(Method.values())));
        advice.addAll(measurements.attackAdvice(unattacked));
        return new MainResults(all, attacks, context.origin(runs), advice);
    }

    /** A chart of nothing would be an empty panel. */
    private void needResults() {
        if (evaluations.isEmpty()) {
            throw new MissingModel(String.join("\n", advice));
        }
    }

    private List<MethodResult> results() {
        // Methods that are not measured yet have a row too: the paper's.
        return Arrays.stream(Method.values())
                .map(
                        m ->
                                Measurements.result(
                                        m,
                                        evaluations.getOrDefault(m, List.of()),
                                        attacks.getOrDefault(m, List.of())))
                .toList();
    }

    /** {@return words for the title of a chart: profile, images, seeds} */
    private String label() {
        int most = evaluations.values().stream().mapToInt(List::size).max().orElse(0);
        int least = evaluations.values().stream().mapToInt(List::size).min().orElse(0);
        String seeds = most == least ? "" + most : least + " to " + most;
        return origin.label() + ", " + seeds + (most == 1 ? " seed" : " seeds");
    }

    SavedTable table() {
        List<String> notes = new ArrayList<>();
        notes.add("AT-VS and ANP stand in the paper's Table 3, the other rows in Table 1.");
        notes.add("Sparsity: units that the mask prunes; of ADMM single weights that are zero.");
        notes.add(
                "Relative V: V per unit of activation, each layer's V over the mean of its clean"
                        + " features, averaged over the layers; V alone falls when a network makes"
                        + " its features smaller.");
        notes.add(
                "AutoAttack: the standard suite of four attacks, each on what the ones before left."
                        + " \u2212 PGD-40: against the paper's attack on those same images.");
        evaluations.values().stream()
                .map(seeds -> seeds.get(0).clean().images())
                .max(Integer::compare)
                .ifPresent(
                        images ->
                                notes.add(
                                        String.format(
                                                Locale.ROOT,
                                                "All other accuracies are of %,d test images.",
                                                images)));
        evaluations.forEach((method, seeds) -> notes.addAll(MethodNotes.of(method, seeds)));
        notes.addAll(Attacked.notes(attacks));
        if (!origin.runIds().isEmpty()) {
            notes.add("Runs: " + String.join(", ", origin.runIds()) + ".");
        }
        notes.addAll(advice);
        String caption =
                "Table 1 and ablation of Table 3, "
                        + Rows.paperName(origin.dataset())
                        + " block: paper and ours ("
                        + origin.label()
                        + ")";
        return new ResultsTable(
                        origin.id("main-results"),
                        caption,
                        List.of(Quantity.values()),
                        results(),
                        origin,
                        notes,
                        CommonSeeds.of(evaluations, quantity -> quantity))
                .toSaved();
    }

    /** {@return the columns of the table that fit a screen, without its notes} */
    Grid overview() {
        Grid grid =
                new ResultsTable(
                                origin.id("overview"),
                                "Table 1, "
                                        + Rows.paperName(origin.dataset())
                                        + " ("
                                        + label()
                                        + ")",
                                OVERVIEW,
                                results(),
                                origin,
                                List.of(),
                                CommonSeeds.of(evaluations, quantity -> quantity))
                        .grid();
        return grid.without(Grid.INTERVAL);
    }

    /** Clean accuracy and accuracy under attack; the paper's beside ours on the paper's images. */
    Figure accuracy() {
        needResults();
        return new AccuracyChart(this).figure(label());
    }

    /** V of each layer, and V relative to the layer's mean activation. */
    Figure vulnerability() {
        needResults();
        Table data =
                Table.create(
                        "vulnerability",
                        StringColumn.create("method"),
                        StringColumn.create("layer"),
                        DoubleColumn.create("v"),
                        DoubleColumn.create("v_sd"),
                        DoubleColumn.create("relative_v"),
                        DoubleColumn.create("relative_v_sd"));
        List<Charts.Points> absolute = new ArrayList<>();
        List<Charts.Points> relative = new ArrayList<>();
        List<String> layers = new ArrayList<>();
        evaluations.forEach(
                (method, seeds) -> {
                    List<Spread> v = layers(seeds, e -> e.vulnerability().layers());
                    List<Spread> r = layers(seeds, e -> e.vulnerability().relativeLayers());
                    absolute.add(line(method, v));
                    relative.add(line(method, r));
                    for (int l = 0; l < v.size(); l++) {
                        if (layers.size() < v.size()) {
                            layers.add("z" + (l + 1));
                        }
                        data.stringColumn("method").append(method.label());
                        data.stringColumn("layer").append(layers.get(l));
                        data.doubleColumn("v").append(v.get(l).mean());
                        data.doubleColumn("v_sd").append(v.get(l).sd());
                        data.doubleColumn("relative_v").append(r.get(l).mean());
                        data.doubleColumn("relative_v_sd").append(r.get(l).sd());
                    }
                });
        String title = "Vulnerability under PGD-40 (" + label() + ")";
        Drawing drawing =
                Drawing.panels(
                        title,
                        List.of(
                                panel(
                                        "V of each layer (Eq. 2)",
                                        "mean |z \u2212 z\u0303|, logarithmic",
                                        layers,
                                        absolute),
                                panel(
                                        "relative to the layer's mean activation",
                                        "mean |z \u2212 z\u0303| / mean |z|, logarithmic",
                                        layers,
                                        relative)),
                        2);
        return new Figure(
                origin.id("vulnerability"), title, Legend.below(drawing, absolute), data, origin);
    }

    private static Drawing panel(
            String title, String axis, List<String> layers, List<Charts.Points> lines) {
        return Drawing.of(
                Charts.categories(
                        Charts.Frame.half(title, "latent layer", axis),
                        layers,
                        lines,
                        Scales.logarithmic(lines)));
    }

    /** A layer that is pruned whole has no place on a logarithmic axis. */
    private static Charts.Points line(Method method, List<Spread> layers) {
        return Charts.Points.of(
                method, layers.stream().map(v -> v.mean() > 0 ? Range.of(v) : Range.NONE).toList());
    }

    private static List<Spread> layers(
            List<Evaluation> seeds, Function<Evaluation, List<Double>> what) {
        return IntStream.range(0, what.apply(seeds.get(0)).size())
                .mapToObj(l -> Spread.of(seeds.stream().map(e -> what.apply(e).get(l)).toList()))
                .toList();
    }

    /** Kept units, sparsity, FLOPs and memory by three formulas. */
    SavedTable costs() {
        return new Costs(evaluations, origin).table();
    }
}
