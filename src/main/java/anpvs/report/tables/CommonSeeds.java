package anpvs.report.tables;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.report.Column;
import anpvs.report.ComparedQuantity;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.RunValue;
import anpvs.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What rows of unequal numbers of seeds differ in on the seeds that they share with AT: the means
 * of all seeds would compare other seeds, too.
 *
 * @param differences of each row whose seeds are not AT's; none if all rows have the same
 */
public record CommonSeeds(Map<Method, Difference> differences) {
    /** No rows of unequal seeds. */
    public static final CommonSeeds NONE = new CommonSeeds(Map.of());

    private static final Method REFERENCE = Method.AT;

    /**
     * A row less AT.
     *
     * @param seeds those of both
     * @param values the difference of the means over them, by column
     */
    record Difference(Set<Long> seeds, Map<Column, Double> values) {}

    /**
     * @param evaluations of each method, by seed
     * @param column the table's column of a quantity
     * @return the rows' differences in clean accuracy, accuracy under PGD-40 and V
     */
    static CommonSeeds of(
            Map<Method, List<Evaluation>> evaluations, Function<Quantity, Column> column) {
        Map<Method, Map<Column, List<RunValue>>> rows = new LinkedHashMap<>();
        evaluations.forEach(
                (method, seeds) -> {
                    Map<Column, List<RunValue>> row = new LinkedHashMap<>();
                    for (ComparedQuantity one :
                            List.of(
                                    ComparedQuantity.CLEAN,
                                    ComparedQuantity.WHITE_BOX,
                                    ComparedQuantity.V)) {
                        row.put(column.apply(one.quantity()), one.outcomes(seeds));
                    }
                    rows.put(method, row);
                });
        return ofRows(rows);
    }

    /**
     * @param rows of each method its runs, by column
     * @return the rows' differences in each column
     */
    static CommonSeeds ofRows(Map<Method, Map<Column, List<RunValue>>> rows) {
        Map<Column, List<RunValue>> reference = rows.getOrDefault(REFERENCE, Map.of());
        Set<Long> known = seeds(reference);
        Map<Method, Difference> differences = new LinkedHashMap<>();
        rows.forEach(
                (method, columns) -> {
                    Set<Long> own = seeds(columns);
                    if (!known.isEmpty() && !own.isEmpty() && !own.equals(known)) {
                        own.retainAll(known);
                        differences.put(method, difference(columns, reference, own));
                    }
                });
        return new CommonSeeds(differences);
    }

    private static Difference difference(
            Map<Column, List<RunValue>> ours,
            Map<Column, List<RunValue>> theirs,
            Set<Long> common) {
        Map<Column, Double> values = new LinkedHashMap<>();
        ours.forEach(
                (column, outcomes) -> {
                    List<Double> one = values(outcomes, common);
                    List<Double> other = values(theirs.getOrDefault(column, List.of()), common);
                    if (one.size() == other.size() && !one.isEmpty()) {
                        values.put(column, Spread.of(one).mean() - Spread.of(other).mean());
                    }
                });
        return new Difference(common, values);
    }

    private static List<Double> values(List<RunValue> outcomes, Set<Long> seeds) {
        return outcomes.stream()
                .filter(outcome -> seeds.contains(outcome.seed()))
                .map(RunValue::value)
                .toList();
    }

    private static Set<Long> seeds(Map<Column, List<RunValue>> columns) {
        return columns.values().stream()
                .flatMap(List::stream)
                .map(RunValue::seed)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return the row less AT on common seeds; empty where seeds are equal or none is common} */
    Optional<Double> difference(Method method, Column column) {
        return Optional.ofNullable(differences.get(method)).map(d -> d.values.get(column));
    }

    /** {@return a line for the notes of a table; nothing if there are no such rows} */
    List<String> note() {
        List<String> rows = new ArrayList<>();
        differences.forEach(
                (method, difference) ->
                        rows.add(
                                method.label()
                                        + " ("
                                        + seeds(difference.seeds)
                                        + ") "
                                        + text(difference.values)));
        return rows.isEmpty()
                ? List.of()
                : List.of(
                        "The rows have unequal seeds. Less "
                                + REFERENCE.label()
                                + ", on common seeds: "
                                + String.join("; ", rows)
                                + ".");
    }

    private static String seeds(Set<Long> common) {
        String list = common.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return common.isEmpty() ? "none" : (common.size() == 1 ? "seed " : "seeds ") + list;
    }

    private static String text(Map<Column, Double> values) {
        return values.entrySet().stream()
                .map(
                        one ->
                                one.getKey().label()
                                        + " "
                                        + Numbers.signed(one.getKey().decimals(), one.getValue()))
                .collect(Collectors.joining(", "));
    }
}
