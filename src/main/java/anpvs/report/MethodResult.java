package anpvs.report;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.study.AutoAttackResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was measured of one method: a value for each seed and column.
 *
 * @param method the row
 * @param values one value for each seed and column; a column that was not measured is absent
 * @param intervals accuracies of one seed, which have an exact 95 % binomial interval
 */
public record MethodResult(
        Method method, Map<Column, List<Double>> values, Map<Column, Accuracy> intervals) {
    /** A result without intervals. */
    public MethodResult(Method method, Map<Column, List<Double>> values) {
        this(method, values, Map.of());
    }

    /** Copies the collections. */
    public MethodResult {
        values = new LinkedHashMap<>(values);
        values.values().removeIf(List::isEmpty);
        intervals = Map.copyOf(intervals);
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
        return Optional.ofNullable(intervals.get(column)).map(one -> Numbers.interval(1, one));
    }

    /**
     * @param method a row
     * @param evaluations of its runs
     * @param attacks of AutoAttack on its runs
     * @return the row's values
     */
    public static MethodResult of(
            Method method, List<Evaluation> evaluations, List<AutoAttackResult> attacks) {
        Map<Column, List<Double>> values = new LinkedHashMap<>();
        for (ComparedQuantity one : ComparedQuantity.ALL) {
            values.put(
                    one.quantity(),
                    evaluations.stream().map(one.value()).filter(Objects::nonNull).toList());
        }
        values.put(
                Quantity.AUTO_ATTACK, attacks.stream().map(one -> one.robust().percent()).toList());
        values.put(Quantity.AUTO_ATTACK_GAP, attacks.stream().map(AutoAttackResult::gap).toList());
        Map<Column, Accuracy> intervals = new LinkedHashMap<>();
        if (evaluations.size() == 1) {
            intervals.put(Quantity.CLEAN, evaluations.get(0).clean());
            intervals.put(Quantity.WHITE_BOX, evaluations.get(0).attacked());
        }
        if (attacks.size() == 1) {
            intervals.put(Quantity.AUTO_ATTACK, attacks.get(0).robust());
        }
        return new MethodResult(method, values, intervals);
    }
}
