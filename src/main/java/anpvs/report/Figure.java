package anpvs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * A picture with the numbers it shows and where they come from.
 *
 * @param id name of its files
 * @param caption what it shows, in a sentence
 * @param drawing the picture
 * @param data the numbers in it
 * @param origin where they come from
 */
public record Figure(String id, String caption, Drawing drawing, Table data, Origin origin)
        implements ChartResult {
    @Override
    public List<Chart<?, ?>> charts() {
        return drawing.charts();
    }

    @Override
    public Map<String, String> mimeBundle() {
        return Map.of(
                "text/plain",
                caption + " [figures/" + id + ".svg, .png, .csv, .json]",
                "image/png",
                Base64.getEncoder().encodeToString(drawing.png()));
    }

    @Override
    public Map<String, Map<String, Object>> metadata() {
        return Map.of("image/png", Map.of("width", drawing.width(), "height", drawing.height()));
    }

    @Override
    public String toString() {
        return mimeBundle().get("text/plain");
    }

    /** {@return the numbers as CSV, UTF-8} */
    byte[] csv() {
        return csv(data);
    }

    /**
     * @param table a table
     * @return the table as CSV, UTF-8
     */
    static byte[] csv(Table table) {
        return table.write().toString("csv").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param value a number
     * @return at most three decimals, below 0.001 three digits; no trailing zeros
     */
    static String number(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal rounded =
                Math.abs(value) < 1e-3
                        ? exact.round(new MathContext(3, RoundingMode.HALF_UP))
                        : exact.setScale(3, RoundingMode.HALF_UP);
        return rounded.stripTrailingZeros().toPlainString();
    }
}
