package anpvs.report.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Around which network the loss is flattest. */
public final class Flattest {
    private Flattest() {}

    /**
     * @param flatness ranges of the loss by {@code method} and {@code directions}; the rows without
     *     a {@code test_image} are means
     * @return for each choice of directions the method of the smallest mean range
     */
    public static Map<String, Map.Entry<String, Double>> of(Table flatness) {
        Map<String, Map.Entry<String, Double>> least = new LinkedHashMap<>();
        for (Row row : flatness.where(flatness.column("test_image").isMissing())) {
            Map.Entry<String, Double> one =
                    Map.entry(row.getString("method"), row.getDouble("range_nats"));
            least.merge(
                    row.getString("directions"),
                    one,
                    (a, b) -> a.getValue() <= b.getValue() ? a : b);
        }
        return least;
    }

    /** {@return the same in words, such as {@code gradient AT (0.141)}} */
    static String note(Table flatness) {
        List<String> parts = new ArrayList<>();
        of(flatness)
                .forEach(
                        (directions, one) ->
                                parts.add(
                                        String.format(
                                                Locale.ROOT,
                                                "%s directions %s (%.3f)",
                                                directions,
                                                one.getKey(),
                                                one.getValue())));
        return "Flattest, by the mean range: " + String.join("; ", parts) + ".";
    }
}
