package anpvs.report;

import anpvs.method.Method;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of one method: a value for each seed and quantity.
 *
 * @param method the row
 * @param values one value for each seed; a quantity that was not measured is absent
 * @param images number of test images behind each accuracy
 * @param runIds the runs that were measured
 */
public record MethodResult(
        Method method, Map<Quantity, List<Double>> values, int images, List<String> runIds) {
    /** Copies the collections. */
    public MethodResult {
        EnumMap<Quantity, List<Double>> copy = new EnumMap<>(Quantity.class);
        values.forEach(
                (quantity, list) -> {
                    if (!list.isEmpty()) {
                        copy.put(quantity, List.copyOf(list));
                    }
                });
        values = copy;
        runIds = List.copyOf(runIds);
    }

    /**
     * @param quantity a column
     * @return its spread over seeds, or empty where it was not measured
     */
    public Optional<Spread> spread(Quantity quantity) {
        return Optional.ofNullable(values.get(quantity)).map(Spread::of);
    }

    /** {@return number of seeds, 0 if nothing was measured} */
    public int seeds() {
        return values.values().stream().mapToInt(List::size).max().orElse(0);
    }
}
