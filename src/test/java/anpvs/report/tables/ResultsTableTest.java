package anpvs.report.tables;

import static anpvs.report.SampleResults.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.report.Deviation;
import anpvs.report.PaperValue;
import anpvs.report.Quantity;
import anpvs.report.SampleResults;
import anpvs.report.Spread;
import anpvs.report.TableView;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class ResultsTableTest {
    private static PaperValue paper(String mean, String sd) {
        return new PaperValue(
                1, "MNIST", "AT", "m", "none", "s", new BigDecimal(mean), new BigDecimal(sd));
    }

    @Test
    void spreadIsTheSampleStandardDeviation() {
        Spread spread = Spread.of(List.of(1.0, 2.0, 3.0, 6.0));
        assertEquals(3.0, spread.mean(), 1e-12);
        // sum of squares 4 + 1 + 0 + 9 = 14, over 3
        assertEquals(Math.sqrt(14.0 / 3), spread.sd(), 1e-12);
        assertEquals("3.00 \u00b1 2.16", spread.format(2));
        assertEquals("5.00", Spread.of(List.of(5.0)).format(2));
    }

    @Test
    void aDifferenceIsMarkedOutsideTwoStandardDeviationsOfBothSpreads() {
        // sd of the difference: hypot(3, 4) = 5, so the mark begins above 10
        assertFalse(Deviation.of(paper("80.00", "3"), new Spread(70, 4, 5)).outside());
        assertTrue(Deviation.of(paper("80.00", "3"), new Spread(69.9, 4, 5)).outside());
        // one seed has no spread: the paper's 3 alone
        assertTrue(Deviation.of(paper("80.00", "3"), new Spread(73.9, Double.NaN, 1)).outside());
        assertEquals(
                "\u22121.50",
                Deviation.of(paper("99.5", "1"), new Spread(98, Double.NaN, 1)).format(2));
        // the paper prints 0.019 for whatever rounds to it, and a standard deviation of 0.000
        assertFalse(Deviation.of(paper("0.019", "0.000"), new Spread(0.0194, 0, 5)).outside());
        assertTrue(Deviation.of(paper("0.019", "0.000"), new Spread(0.0196, 0, 5)).outside());
        assertEquals("+0.20\u2020", new Deviation(0.2, 0.1).format(2));
    }

    @Test
    void theTableHoldsThePaperBesideOursAndTheDifference() {
        Table data = SampleResults.table(Dataset.MNIST).data();
        assertEquals(5 * Quantity.values().length, data.rowCount());
        Row row = row(data, "AT", Quantity.WHITE_BOX);
        assertEquals(88.03, row.getDouble("paper_mean"), 1e-12);
        assertEquals(0.7, row.getDouble("paper_sd"), 1e-12);
        assertEquals(78.2, row.getDouble("mean"), 1e-9);
        assertEquals(2.0, row.getDouble("sd"), 1e-9);
        assertEquals(3, row.getInt("seeds"));
        assertEquals(78.2 - 88.03, row.getDouble("difference"), 1e-9);
        assertEquals("yes", row.getString("outside_two_sd"));
        assertEquals("quick", row.getString("profile"));
        Row ablation = row(data, "ANP", Quantity.V_WHITE);
        assertEquals(0.020, ablation.getDouble("paper_mean"), 1e-12);
    }

    @Test
    void syntheticImagesAreNotComparedWithThePaper() {
        ResultsTable table = SampleResults.table(Dataset.GLYPHS);
        Row row = row(table.data(), "AT", Quantity.WHITE_BOX);
        assertTrue(Double.isNaN(row.getDouble("difference")));
        assertFalse(table.grid().toText().contains(Deviation.MARK));
        assertTrue(table.grid().toText().contains("not to be compared"));
    }

    @Test
    void theBestOfAColumnIsBoldAndTheTextAligned() {
        TableView grid = SampleResults.table(Dataset.MNIST).grid();
        assertTrue(grid.toHtml().contains("<b>79.30\u202f\u00b1\u202f2.00</b>"), grid.toHtml());
        assertFalse(grid.toHtml().contains("<b>78.20"));
        List<String> lines = grid.toText().lines().toList();
        // a title of three words in three lines
        assertEquals(List.of("clean", "accuracy"), List.of(word(lines.get(1)), word(lines.get(2))));
        int end = lines.get(4).indexOf("99.29 \u00b1 0.02") + "99.29 \u00b1 0.02".length();
        assertEquals('(', lines.get(3).charAt(end - 3));
        // Standard is no adversarially trained method: the best of those is bold, as in the paper.
        assertTrue(lines.get(5).substring(0, end).endsWith("  98.90 \u00b1 0.10"));
        assertTrue(lines.get(8).substring(0, end).endsWith("*97.60 \u00b1 0.10"), lines.get(8));
        // The paper's own best of its column: AT-VS has 99.24 in Table 3.
        assertTrue(grid.toHtml().contains("<b style=\"opacity:0.7\">99.24"), grid.toHtml());
    }

    @Test
    void aMethodThatThePaperHasNotSaysSo() {
        // Table 1 has no row AT-VS.
        ResultsTable table =
                new ResultsTable(
                        "t",
                        "c",
                        List.of(Quantity.CLEAN.ofTable(1)),
                        List.of(SampleResults.result(anpvs.method.Method.AT_VS, 97, 76)),
                        SampleResults.origin(Dataset.MNIST),
                        List.of("a note"),
                        CommonSeeds.NONE);
        String text = table.grid().toText();
        assertTrue(text.contains("no row in the paper"), text);
        assertFalse(text.contains("difference"), text);
        assertTrue(text.endsWith("a note\n"), text);
    }

    /** The second word of a line: the first is the title of the first column. */
    private static String word(String line) {
        return line.replace("method", "").strip().split("\\s+", -1)[0];
    }
}
