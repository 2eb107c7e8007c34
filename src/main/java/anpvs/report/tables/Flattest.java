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

    /** On how many images that method has the smallest range, and of how many. */
    private static int[] images(Table flatness, String directions, String method) {
        Map<Integer, Map.Entry<String, Double>> least = new LinkedHashMap<>();
        for (Row row : flatness.where(flatness.column("test_image").isNotMissing())) {
            if (row.getString("directions").equals(directions)) {
                least.merge(
                        row.getInt("test_image"),
                        Map.entry(row.getString("method"), row.getDouble("range_nats")),
                        (a, b) -> a.getValue() <= b.getValue() ? a : b);
            }
        }
        long first = least.values().stream().filter(one -> one.getKey().equals(method)).count();
        return new int[] {(int) first, least.size()};
    }

    /** {@return the same in words, and whether the images agree} */
    static String note(Table flatness) {
        List<String> parts = new ArrayList<>();
        of(flatness)
                .forEach(
                        (directions, one) -> {
                            int[] images = images(flatness, directions, one.getKey());
                            parts.add(
                                    String.format(
                                            Locale.ROOT,
                                            "%s %s (%.3f; smallest on %d of %d images)",
                                            directions,
                                            one.getKey(),
                                            one.getValue(),
                                            images[0],
                                            images[1]));
                        });
        return "Smallest mean range: " + String.join(", ", parts) + ".";
    }
}
