package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableViewTest {
    private static final TableView GRID =
            new TableView(
                    "a caption",
                    List.of("method", "clean accuracy (%)", "robust accuracy (%)"),
                    List.of(
                            List.of(
                                    TableCell.of("AT"),
                                    TableCell.of("97.62 \u00b1 0.10"),
                                    TableCell.of("78.00 \u00b1 0.20"))),
                    List.of(
                            "one footnote that is longer than the terminal is wide",
                            MissingModel.LINE
                                    + "BP, about 3 min: environment/anpvs train --method bp"));

    @Test
    void footnotesFoldAndWhatIsMissingDoesNot() {
        String html = GRID.toHtml();
        int fold = html.indexOf("<details");
        assertTrue(fold > 0 && html.indexOf("one footnote") > fold, html);
        assertTrue(html.indexOf("Missing: BP") < fold, html);
        assertTrue(html.contains("Notes (1)</summary>"), html);
    }

    @Test
    void aValueDoesNotBreakAtItsSpread() {
        assertTrue(GRID.toHtml().contains("97.62\u202f\u00b1\u202f0.10"), GRID.toHtml());
        assertFalse(GRID.toHtml().contains("97.62 \u00b1"), GRID.toHtml());
    }

    @Test
    void aTableWiderThanAPageGoesOnBelowBesideItsLabels() {
        TableView table = SampleResults.table(anpvs.data.Dataset.MNIST).grid();
        List<List<Integer>> bands = TableBands.of(table.columns(), table.rows(), TableBands.PAGE);
        assertTrue(bands.size() > 1, bands.toString());
        List<Integer> shown = new ArrayList<>(List.of(0, 1));
        for (List<Integer> band : bands) {
            assertEquals(List.of(0, 1), band.subList(0, 2));
            shown.addAll(band.subList(2, band.size()));
            int next = band.get(band.size() - 1) + 1;
            assertFalse(
                    next < table.columns().size()
                            && table.columns().get(next).equals(TableView.INTERVAL),
                    "an interval opens a band");
        }
        assertEquals(IntStream.range(0, table.columns().size()).boxed().toList(), shown);
        String html = table.toHtml();
        assertEquals(bands.size(), html.split("<table ", -1).length - 1, html);
        assertEquals(1, table.toWideHtml().split("<table ", -1).length - 1);
        assertEquals(1, GRID.toHtml().split("<table ", -1).length - 1);
    }

    @Test
    void aTerminalGetsTheColumnsThatFit() {
        String narrow = GRID.toText(26);
        assertTrue(narrow.contains("97.62 \u00b1 0.10"), narrow);
        assertFalse(narrow.contains("78.00"), narrow);
        assertTrue(narrow.replaceAll("\\s+", " ").contains("robust accuracy (%). --wide"), narrow);
        for (String line : narrow.lines().toList()) {
            assertTrue(line.length() <= 26 || !line.strip().contains(" "), line);
        }
        String wide = GRID.toText(80);
        assertTrue(wide.contains("78.00 \u00b1 0.20"), wide);
        assertFalse(wide.contains("--wide"), wide);
        assertEquals(GRID.toText(), GRID.toString());
    }

    @Test
    void aTableOfTheArchiveFitsATerminal() {
        String text = SampleResults.table(anpvs.data.Dataset.MNIST).grid().toText(100);
        for (String line : text.lines().toList()) {
            assertTrue(line.length() <= 100, line);
        }
        assertTrue(text.contains("Not shown, for want of width"), text);
    }

    @Test
    void theFirstColumnShrinksBeforeAnotherIsLeftOut() {
        TableView table =
                new TableView(
                        "claims",
                        List.of("claim", "verdict"),
                        List.of(
                                List.of(
                                        TableCell.of("this is more robust than that and the other"),
                                        TableCell.of("does not hold"))),
                        List.of());
        String narrow = table.toText(37);
        assertTrue(narrow.contains("this is more robust  does not hold"), narrow);
        assertTrue(narrow.contains("\n  than that and the\n  other\n"), narrow);
        assertEquals(3, table.toText(80).lines().count());
    }

    @Test
    void wordsOfOtherColumnsBreakBeforeAColumnIsLeftOut() {
        TableView table =
                new TableView(
                        "claims",
                        List.of("claim", "ours", "verdict"),
                        List.of(
                                List.of(
                                        TableCell.of("this is more robust than that and the other"),
                                        TableCell.of("83.60, AT 89.30"),
                                        new TableCell(
                                                "on one seed: 5.7 points below",
                                                TableCell.Look.TEXT))),
                        List.of());
        String narrow = table.toText(54);
        assertTrue(
                narrow.contains("this is more        83.60, AT 89.30  on one seed: 5.7\n"), narrow);
        assertTrue(narrow.contains("  robust than that                   points below\n"), narrow);
        assertFalse(narrow.contains("Not shown"), narrow);
        assertTrue(table.toText(45).contains("Not shown, for want of width: verdict"));
    }

    @Test
    void nothingRunFoldsToOneLine() {
        SavedTable bare =
                new SavedTable(
                        "t",
                        GRID,
                        SampleResults.numbers(),
                        new Origin(
                                anpvs.method.Profile.QUICK,
                                anpvs.data.Dataset.CIFAR100,
                                "",
                                List.of()));
        String html = bare.mimeBundle().get("text/html");
        assertTrue(html.startsWith("<details"), html);
        assertTrue(html.contains("a caption: nothing has been run</summary>"), html);
    }
}
