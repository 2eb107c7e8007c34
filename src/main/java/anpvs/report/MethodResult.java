package anpvs.report;

import anpvs.method.Method;
import anpvs.metric.Accuracy;
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
record MethodResult(
        Method method,
        Map<Column, List<Double>> values,
        Map<Column, Accuracy> intervals,
        int images,
        List<String> runIds) {
    /** A result without intervals. */
    MethodResult(Method method, Map<Column, List<Double>> values, int images, List<String> runIds) {
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
    Optional<String> interval(Column column) {
        return Optional.ofNullable(intervals.get(column))
                .map(
                        a ->
                                String.format(
                                        Locale.ROOT,
                                        "%.1f\u2013%.1f",
                                        a.lowPercent(),
                                        a.highPercent()));
    }
}
