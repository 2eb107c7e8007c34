package anpvs.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All 356 values of the paper's Tables 1 to 3, read from a resource of the kit. */
public final class PaperValues {
    private static final String RESOURCE = "paper-values.csv";

    private static final List<PaperValue> ALL = read();

    private PaperValues() {}

    private static List<PaperValue> read() {
        try (InputStream in = PaperValues.class.getResourceAsStream(RESOURCE);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            // No field of this file holds a comma or a quote.
            return reader.lines().skip(1).map(line -> of(line.split(",", -1))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
        }
    }

    private static PaperValue of(String[] f) {
        return new PaperValue(
                Integer.parseInt(f[0]),
                f[1],
                f[2],
                f[3],
                f[4],
                f[5],
                new BigDecimal(f[6]),
                new BigDecimal(f[7]));
    }

    /** {@return every value, in the order of the tables} */
    public static List<PaperValue> all() {
        return ALL;
    }

    /**
     * @param table number of the table, 1 to 3
     * @param dataset name in the paper, such as {@code CIFAR-10}
     * @param model name of the row, such as {@code AT-VS}
     * @param metric see {@link PaperValue}
     * @param attack see {@link PaperValue}
     * @param setting see {@link PaperValue}
     * @return the value, or empty where the table has none
     */
    public static Optional<PaperValue> find(
            int table, String dataset, String model, String metric, String attack, String setting) {
        return find(dataset, model, metric, attack)
                .filter(v -> v.table() == table && v.setting().equals(setting))
                .findFirst();
    }

    /**
     * {@return the value of the main comparison: of Table 1 where it has the row, otherwise of the
     * ablation Table 3; empty where neither has it} Both tables have AT and ANP-VS; their
     * vulnerabilities of ANP-VS differ.
     */
    public static Optional<PaperValue> main(
            String dataset, String model, String metric, String attack) {
        return find(dataset, model, metric, attack).filter(v -> v.table() != 2).findFirst();
    }

    /**
     * {@return the value of a table that has one setting of each attack, 1 or 3; empty for none}
     */
    public static Optional<PaperValue> in(
            int table, String dataset, String model, String metric, String attack) {
        return find(dataset, model, metric, attack).filter(v -> v.table() == table).findFirst();
    }

    private static Stream<PaperValue> find(
            String dataset, String model, String metric, String attack) {
        return ALL.stream()
                .filter(v -> v.dataset().equals(dataset) && v.model().equals(model))
                .filter(v -> v.metric().equals(metric) && v.attack().equals(attack));
    }
}
