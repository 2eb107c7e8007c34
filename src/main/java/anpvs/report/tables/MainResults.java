package anpvs.report.tables;

import anpvs.Texts;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.report.Column;
import anpvs.report.MethodResult;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.TableView;
import anpvs.study.AutoAttackResult;
import anpvs.study.Context;
import anpvs.study.Measurements;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Table 1 and its charts, from the evaluations of each method.
 *
 * @param evaluations of each method that has any, in the order of the table, by seed
 * @param attacks of AutoAttack on each method that has any, by seed
 * @param origin where they come from
 * @param advice how to get what is missing, for the notes of the table
 */
public record MainResults(
        Map<Method, List<Evaluation>> evaluations,
        Map<Method, List<AutoAttackResult>> attacks,
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
    public MainResults {
        evaluations = new LinkedHashMap<>(evaluations);
        attacks = new LinkedHashMap<>(attacks);
        advice = List.copyOf(advice);
    }

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured
     */
    public static MainResults of(Context context) {
        Measurements measurements = new Measurements(context);
        measurements.prepare(List.of(Method.values()));
        Map<Method, List<Evaluation>> all = new LinkedHashMap<>();
        Map<Method, List<AutoAttackResult>> attacks = new LinkedHashMap<>();
        List<Method> unattacked = new ArrayList<>();
        List<String> runs = new ArrayList<>();
        for (Method method : Method.values()) {
            List<Evaluation> found = measurements.of(method);
            if (!found.isEmpty()) {
                all.put(method, found);
                found.forEach(evaluation -> runs.add(evaluation.run()));
                List<AutoAttackResult> attacked = measurements.attacks(method);
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

    /**
     * A chart of nothing would be an empty panel.
     *
     * @throws MissingModel if nothing is measured
     */
    public void needResults() {
        if (evaluations.isEmpty()) {
            throw new MissingModel(String.join("\n", advice));
        }
    }

    private List<MethodResult> results() {
        // Methods that are not measured yet have a row too: the paper's.
        return Arrays.stream(Method.values())
                .map(
                        m ->
                                MethodResult.of(
                                        m,
                                        evaluations.getOrDefault(m, List.of()),
                                        attacks.getOrDefault(m, List.of())))
                .toList();
    }

    /** {@return words for the title of a chart: profile, images, seeds} */
    public String label() {
        int least = evaluations.values().stream().mapToInt(List::size).min().orElse(0);
        int most = evaluations.values().stream().mapToInt(List::size).max().orElse(0);
        return origin.label() + ", " + Numbers.seeds(least, most);
    }

    public SavedTable table() {
        List<String> notes = new ArrayList<>();
        notes.add("AT-VS and ANP are in the paper's Table 3, the other rows in Table 1.");
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
                                        Texts.format(
                                                "All other accuracies are of %,d test images.",
                                                images)));
        evaluations.forEach((method, seeds) -> notes.addAll(MethodNotes.of(method, seeds)));
        notes.addAll(AutoAttackResult.notes(attacks));
        if (!origin.runIds().isEmpty()) {
            notes.add("Runs: " + String.join(", ", origin.runIds()) + ".");
        }
        notes.addAll(advice);
        String block = Rows.paperName(origin.dataset()) + " block: paper and ours";
        return new ResultsTable(
                        origin.id("main-results"),
                        origin.caption("Table 1 and ablation of Table 3, " + block),
                        List.of(Quantity.values()),
                        results(),
                        origin,
                        notes,
                        CommonSeeds.of(evaluations, quantity -> quantity))
                .toSaved();
    }

    /** {@return the columns of the table that fit a screen, without its notes} */
    public TableView overview() {
        return new ResultsTable(
                        origin.id("overview"),
                        "Table 1, " + Rows.paperName(origin.dataset()) + " (" + label() + ")",
                        OVERVIEW,
                        results(),
                        origin,
                        List.of(),
                        CommonSeeds.of(evaluations, quantity -> quantity))
                .grid()
                .without(TableView.INTERVAL);
    }

    /** Kept units, sparsity, FLOPs and memory by three formulas. */
    public SavedTable costs() {
        return new Costs(evaluations, origin).table();
    }
}
