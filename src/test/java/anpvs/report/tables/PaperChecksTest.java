package anpvs.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.report.SampleResults;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class PaperChecksTest {
    private final PaperChecks checks = new PaperChecks(SampleResults.origin(Dataset.MNIST));

    private static List<List<String>> rows(Table table) {
        return IntStream.range(0, table.rowCount())
                .mapToObj(i -> table.columns().stream().map(column -> column.getString(i)).toList())
                .toList();
    }

    @Test
    void theClaimedPercentagesAreSetBesideTheTables() {
        Table claims = checks.claims().data();
        Row cifar =
                claims.where(
                                claims.stringColumn("data set")
                                        .isEqualTo("CIFAR-10")
                                        .and(
                                                claims.stringColumn("compared with")
                                                        .isEqualTo("Pretrained AT, the best")))
                        .row(0);
        // 56.21 - 52.25 = 3.96; over 52.25 it is 7.58 %
        assertEquals("+3.96", cifar.getString("in points"));
        assertEquals("+7.6", cifar.getString("relative (%)"));
        Row mnist = claims.row(0);
        assertEquals("TRADES, the best", mnist.getString("compared with"));
        assertEquals("+1.64", mnist.getString("in points"));
        // The lowest vulnerability is the best: 0.037 of TRADES, (0.017 - 0.037) / 0.037
        assertEquals("\u221254.1", claims.row(2).getString("relative (%)"));
    }

    @Test
    void theTablesDifferInThreeValues() {
        assertEquals(
                List.of(
                        List.of(
                                "CIFAR-100",
                                "TRADES",
                                "adversarial accuracy (%)",
                                "21.21 \u00b1 0.3",
                                "21.22 \u00b1 0.3",
                                "0.01",
                                "0.0")),
                rows(checks.contradictions("table2").data()));
        List<List<String>> ablation = rows(checks.contradictions("table3").data());
        assertEquals(2, ablation.size());
        // 0.006 / hypot(0.001, 0.002) = 2.68
        assertEquals(
                List.of(
                        "MNIST",
                        "ANP-VS",
                        "vulnerability",
                        "0.017 \u00b1 0.001",
                        "0.011 \u00b1 0.002",
                        "\u22120.006",
                        "2.7"),
                ablation.get(0));
        assertEquals("printed sd is 0", ablation.get(1).get(6));
        assertTrue(
                checks.contradictions("table3").grid().toText().contains("2 of the 18 values"),
                "four rows of Table 3 on three sets share three values with Table 1, AT and ANP-VS");
    }

    @Test
    void onlyOneRowOfTable2RisesByMoreThanItsSpread() {
        Table steps = checks.monotony().data();
        assertEquals(16, steps.rowCount());
        for (Row row : steps) {
            boolean odd =
                    row.getString("row").equals("Standard")
                            && row.getString("data set").equals("CIFAR-10");
            double rise = Double.parseDouble(row.getString("largest rise"));
            double sd = Double.parseDouble(row.getString("largest sd"));
            assertEquals(odd, rise > sd, row.getString("row"));
            if (odd) {
                assertEquals(1.98, rise, 1e-9); // 13.71 of 500 steps less 11.73 of 200
            }
        }
    }
}
