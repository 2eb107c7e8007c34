package anpvs.report.tables;

import anpvs.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
        return least(flatness.where(flatness.column("test_image").isMissing()), "directions");
    }

    /** On how many images that method has the smallest range, and of how many. */
    private static int[] images(Table flatness, String directions, String method) {
        Table images =
                flatness.where(
                        flatness.column("test_image")
                                .isNotMissing()
                                .and(flatness.stringColumn("directions").isEqualTo(directions)));
        Map<String, Map.Entry<String, Double>> least = least(images, "test_image");
        long first = least.values().stream().filter(one -> one.getKey().equals(method)).count();
        return new int[] {(int) first, least.size()};
    }

    private static Map<String, Map.Entry<String, Double>> least(Table rows, String by) {
        Map<String, Map.Entry<String, Double>> least = new LinkedHashMap<>();
        for (Row row : rows) {
            least.merge(
                    row.getObject(by).toString(),
                    Map.entry(row.getString("method"), row.getDouble("range_nats")),
                    (a, b) -> a.getValue() <= b.getValue() ? a : b);
        }
        return least;
    }

    /** {@return the same in words, and whether the images agree} */
    static String note(Table flatness) {
        List<String> parts = new ArrayList<>();
        of(flatness)
                .forEach(
                        (directions, one) -> {
                            int[] images = images(flatness, directions, one.getKey());
                            parts.add(
                                    Texts.format(
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
