package anpvs.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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
            double runtimeBatchMs) {
        private double[] values() {
            return new double[] {engineOneMs, engineBatchMs, runtimeOneMs, runtimeBatchMs, bytes};
        }
    }

    /** {@return the record that comes with the kit} */
    static Latency load() {
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
    SavedTable table(Origin origin) {
        List<String> columns =
                List.of(
                        "network",
                        "variant",
                        "engine, 1 image (ms)",
                        "engine, 64 (ms)",
                        "ONNX runtime, 1 (ms)",
                        "ONNX runtime, 64 (ms)",
                        "file (bytes)",
                        "engine, 1 (\u00d7)",
                        "engine, 64 (\u00d7)",
                        "ONNX runtime, 1 (\u00d7)",
                        "ONNX runtime, 64 (\u00d7)",
                        "file (\u00d7)");
        Table data = Table.create("latency");
        columns.forEach(
                name ->
                        data.addColumns(
                                data.columnCount() < 2
                                        ? StringColumn.create(name)
                                        : DoubleColumn.create(name)));
        List<List<Grid.Cell>> cells = new ArrayList<>();
        double[] full = null;
        for (Row row : rows) {
            double[] values = row.values();
            full = row.variant.equals("full") ? values : full;
            List<Grid.Cell> line = new ArrayList<>();
            data.stringColumn(0).append(row.network);
            data.stringColumn(1).append(row.variant);
            line.add(Grid.Cell.of(row.network));
            line.add(Grid.Cell.of(row.variant));
            for (int i = 0; i < values.length; i++) {
                boolean bytes = i == values.length - 1;
                line.add(
                        Grid.Cell.of(
                                String.format(Locale.ROOT, bytes ? "%,.0f" : "%.2f", values[i])));
                data.doubleColumn(2 + i).append(values[i]);
            }
            for (int i = 0; i < values.length; i++) {
                double ratio = full[i] / values[i];
                line.add(Grid.Cell.of(String.format(Locale.ROOT, "%.2f", ratio)));
                data.doubleColumn(2 + values.length + i).append(ratio);
            }
            cells.add(line);
        }
        List<String> notes =
                List.of(
                        "\u00d7: how many times less than the full network takes. Milliseconds of"
                                + " processor time, threads of each engine: "
                                + threads
                                + "; all of one network in turn, in one run. "
                                + machine
                                + ".",
                        "Masked: pruned units are zeros, which no engine skips. Compact: they are"
                                + " left out.");
        Grid grid =
                new Grid(
                        "Processor time and size: full, masked and compact networks in two engines",
                        columns,
                        cells,
                        notes);
        return new SavedTable("latency", grid, data, origin);
    }
}
