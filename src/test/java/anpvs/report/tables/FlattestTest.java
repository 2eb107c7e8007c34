package anpvs.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class FlattestTest {
    /** B has the smaller mean along random directions, but A is below it on two of three images. */
    @Test
    void theNoteSaysWhetherTheImagesAgree() {
        Table flatness =
                Table.create(
                        StringColumn.create("method"),
                        StringColumn.create("directions"),
                        IntColumn.create("test_image"),
                        DoubleColumn.create("range_nats"));
        add(flatness, "A", "gradient", 1, 2, 3);
        add(flatness, "B", "gradient", 4, 5, 6);
        add(flatness, "A", "random", 1, 1, 10);
        add(flatness, "B", "random", 2, 2, 2);
        assertEquals(
                "Smallest mean range: gradient A (2.000; smallest on 3 of 3 images), random B"
                        + " (2.000; smallest on 1 of 3 images).",
                Flattest.note(flatness));
    }

    private static void add(Table flatness, String method, String directions, double... ranges) {
        double sum = 0;
        for (int i = 0; i < ranges.length; i++) {
            row(flatness, method, directions, ranges[i]);
            flatness.intColumn("test_image").append(i);
            sum += ranges[i];
        }
        row(flatness, method, directions, sum / ranges.length);
        flatness.intColumn("test_image").appendMissing();
    }

    private static void row(Table flatness, String method, String directions, double range) {
        flatness.stringColumn("method").append(method);
        flatness.stringColumn("directions").append(directions);
        flatness.doubleColumn("range_nats").append(range);
    }
}
