package anpvs.report;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.study.AutoAttackResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of one method: a value for each seed and column.
 *
 * @param method the row
 * @param values one value for each seed and column; a column that was not measured is absent
 * @param intervals the exact 95 % binomial interval of accuracies of one seed
 * @param images number of test images behind each accuracy
 * @param runIds the runs that were measured
 */
public record MethodResult(
        Method method,
        Map<Column, List<Double>> values,
        Map<Column, Accuracy> intervals,
        int images,
        List<String> runIds) {
    /** A result without intervals. */
    public MethodResult(
            Method method, Map<Column, List<Double>> values, int images, List<String> runIds) {
        this(method, values, Map.of(), images, runIds);
    }

    /** Copies the collections. */
    public MethodResult {
        Map<Column, List<Double>> copy = new LinkedHashMap<>();
        values.forEach(
                (column, list) -> {
                    if (!list.isEmpty()) {
                        copy.put(column, List.copyOf(list));
                    }
                });
        values = copy;
        intervals = Map.copyOf(intervals);
        runIds = List.copyOf(runIds);
    }

    /**
     * @param column what was measured
     * @return its spread over seeds, or empty where it was not measured
     */
    public Optional<Spread> spread(Column column) {
        return Optional.ofNullable(values.get(column)).map(Spread::of);
    }

    /** {@return number of seeds, 0 if nothing was measured} */
    public int seeds() {
        return values.values().stream().mapToInt(List::size).max().orElse(0);
    }

    /**
     * @param column an accuracy
     * @return its interval in per cent, such as {@code 78.2–79.7}; empty where there is none
     */
    public Optional<String> interval(Column column) {
        return Optional.ofNullable(intervals.get(column))
                .map(
                        a ->
                                String.format(
                                        Locale.ROOT,
                                        "%.1f\u2013%.1f",
                                        a.lowPercent(),
                                        a.highPercent()));
    }

    /**
     * @param method a row
     * @param evaluations of its runs
     * @param attacks of AutoAttack on its runs
     * @return the row's values
     */
    public static MethodResult of(
            Method method, List<Evaluation> evaluations, List<AutoAttackResult> attacks) {
        MethodResult measured = of(method, evaluations);
        Map<Column, List<Double>> values = new LinkedHashMap<>(measured.values());
        for (AutoAttackResult attacked : attacks) {
            add(values, Quantity.AUTO_ATTACK, attacked.robust().percent());
            add(values, Quantity.AUTO_ATTACK_GAP, attacked.gap());
        }
        Map<Column, Accuracy> intervals = new LinkedHashMap<>(measured.intervals());
        if (attacks.size() == 1) {
            intervals.put(Quantity.AUTO_ATTACK, attacks.get(0).robust());
        }
        return new MethodResult(method, values, intervals, measured.images(), measured.runIds());
    }

    /**
     * @param method a row
     * @param evaluations of its runs
     * @return the row's values
     */
    public static MethodResult of(Method method, List<Evaluation> evaluations) {
        Map<Column, List<Double>> values = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        for (Evaluation e : evaluations) {
            runs.add(e.run());
            for (ComparedQuantity one : ComparedQuantity.ALL) {
                Double value = one.value().apply(e);
                if (value != null) {
                    add(values, one.quantity(), value);
                }
            }
        }
        int images = evaluations.isEmpty() ? 0 : evaluations.get(0).clean().images();
        Map<Column, Accuracy> intervals = new LinkedHashMap<>();
        if (evaluations.size() == 1) {
            intervals.put(Quantity.CLEAN, evaluations.get(0).clean());
            intervals.put(Quantity.WHITE_BOX, evaluations.get(0).attacked());
        }
        return new MethodResult(method, values, intervals, images, runs);
    }

    private static void add(Map<Column, List<Double>> values, Column quantity, double value) {
        values.computeIfAbsent(quantity, q -> new ArrayList<>()).add(value);
    }
}
