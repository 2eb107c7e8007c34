package anpvs.report;

import anpvs.method.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of one method: a value for each seed and column.
 *
 * @param method the row
 * @param values one value for each seed and column; a column that was not measured is absent
 * @param images number of test images behind each accuracy
 * @param runIds the runs that were measured
 */
record MethodResult(
        Method method, Map<Column, List<Double>> values, int images, List<String> runIds) {
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
}
