package anpvs.report.tables;

import anpvs.report.SavedTable;
import anpvs.report.TableColumn;
import anpvs.study.Origin;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Processor time of a batch through a network as it is, masked, and without its pruned units, in
 * the kit's engine and in the ONNX runtime. The kit does not bring that runtime, which has 90 MB:
 * the record is measured once ({@code environment/measure-latency}) and comes with the kit.
 *
 * @param machine processor and what ran on it, for people
 * @param threads of both engines
 * @param commit of the kit that measured
 * @param rows one for each network and variant; of a network the whole one first
 */
public record Latency(String machine, int threads, String commit, List<Row> rows) {
    private static final String RESOURCE = "latency.json";

    /**
     * One network.
     *
     * @param network architecture and images
     * @param variant full (no mask), masked (pruned units are zeros) or compact (they are left out)
     * @param run whose weights they are
     * @param bytes of its ONNX file
     * @param engineOneMs processor time of one image in the kit's engine, ms
     * @param engineBatchMs of 64 images
     * @param runtimeOneMs of one image in the ONNX runtime
     * @param runtimeBatchMs of 64 images
     */
    public record Row(
            String network,
            String variant,
            String run,
            long bytes,
            double engineOneMs,
            double engineBatchMs,
            double runtimeOneMs,
            double runtimeBatchMs) {}

    /** What is measured of a row. */
    private record Measure(String what, String unit, String format, Function<Row, Double> value) {}

    private static final List<Measure> MEASURES =
            List.of(
                    new Measure("engine, 1 image", " (ms)", "%.2f", Row::engineOneMs),
                    new Measure("engine, 64", " (ms)", "%.2f", Row::engineBatchMs),
                    new Measure("ONNX runtime, 1", " (ms)", "%.3f", Row::runtimeOneMs),
                    new Measure("ONNX runtime, 64", " (ms)", "%.2f", Row::runtimeBatchMs),
                    new Measure("file", " (bytes)", "%,.0f", row -> (double) row.bytes));

    /** {@return the record that comes with the kit} */
    public static Latency load() {
        try (InputStream in = Latency.class.getResourceAsStream(RESOURCE)) {
            return new ObjectMapper().readValue(in, Latency.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
        }
    }

    /**
     * @param origin of the table
     * @return times, and how many times less they are than those of the full network
     */
    public SavedTable table(Origin origin) {
        List<TableColumn<Row>> columns = new ArrayList<>();
        columns.add(TableColumn.words("network", "network", Row::network));
        columns.add(TableColumn.words("variant", "variant", Row::variant));
        columns.add(TableColumn.words("run", "run", Row::run));
        for (Measure one : MEASURES) {
            String title = one.what + one.unit;
            columns.add(TableColumn.number(title, title, one.value, one.format));
        }
        for (Measure one : MEASURES) {
            String title = one.what.replace(" image", "") + " (\u00d7)";
            columns.add(
                    TableColumn.number(
                            title,
                            title,
                            row -> one.value.apply(full(row)) / one.value.apply(row),
                            "%.2f"));
        }
        List<String> notes =
                List.of(
                        "\u00d7: how many times less than the full network takes. Milliseconds of"
                                + " processor time, threads of each engine: "
                                + threads
                                + "; all of one network in turn, in one run. "
                                + machine
                                + ".",
                        "VGG-16 has half of the paper's channels, as the quick profile trains it.",
                        "Masked: pruned units are zeros, which no engine skips. Compact: they are"
                                + " left out.");
        return SavedTable.of(
                "latency",
                "Processor time and size: full, masked and compact networks in two engines",
                columns,
                rows,
                notes,
                origin);
    }

    /** The whole network that the row is a variant of: the last one before it. */
    private Row full(Row row) {
        List<Row> before = rows.subList(0, rows.indexOf(row) + 1);
        return before.stream()
                .filter(one -> one.variant.equals("full"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
