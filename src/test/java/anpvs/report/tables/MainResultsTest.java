package anpvs.report.tables;

import static anpvs.report.SampleResults.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.model.LeNet5Caffe;
import anpvs.report.Quantity;
import anpvs.report.SampleResults;
import anpvs.report.SavedTable;
import anpvs.report.figures.AccuracyChart;
import anpvs.report.figures.VulnerabilityChart;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class MainResultsTest {
    @Test
    void methodsThatAreNotMeasuredStillHaveThePapersRow() {
        SavedTable table = SampleResults.mainResults(Dataset.MNIST).table();
        String text = table.grid().toText();
        assertTrue(text.contains("AT-VS"), text);
        assertTrue(text.contains("0.022 \u00b1 0.001"), text);
        assertEquals("main-results-mnist-quick", table.id());
        table.origin().runIds().forEach(run -> assertTrue(text.contains(run), run));
    }

    @Test
    void autoAttackStandsBesidePgdOnTheSameImages() {
        MainResults plain = SampleResults.mainResults(Dataset.MNIST);
        MainResults attacked =
                new MainResults(
                        plain.evaluations(),
                        Map.of(
                                Method.AT,
                                List.of(SampleResults.attacked(Method.AT, 1, 1_000, 800, 725))),
                        plain.origin(),
                        List.of("environment/anpvs attack"));
        Table data = attacked.table().data();
        Row left = row(data, "AT", Quantity.AUTO_ATTACK);
        assertEquals(72.5, left.getDouble("mean"), 1e-9);
        assertEquals(1, left.getInt("seeds"));
        assertEquals(-7.5, row(data, "AT", Quantity.AUTO_ATTACK_GAP).getDouble("mean"), 1e-9);
        assertTrue(attacked.table().grid().toText().contains("\u22127.50"));
        // the paper's own number stays what it was: three seeds, 77 %
        assertEquals(77, row(data, "AT", Quantity.WHITE_BOX).getDouble("mean"), 1e-9);
        assertTrue(row(data, "ANP-VS", Quantity.AUTO_ATTACK).isMissing("mean"));
        String text = attacked.table().grid().toText();
        // Clopper-Pearson of 725 in 1,000, from SciPy's beta quantiles: 0.6962 to 0.7525
        assertTrue(text.contains(" 72.50 (n=1)  69.6\u201375.2"), text);
        assertTrue(text.contains("AutoAttack on the first 1,000 test images: AT (seed 1)."), text);
    }

    @Test
    void anAttackFromOneStartHasNoBarOfFive() {
        Evaluation one =
                SampleResults.evaluation(
                        Method.AT, 0, 7_600, new LeNet5Caffe().maskLayout().units(), null, 1);
        MainResults results =
                new MainResults(
                        Map.of(Method.AT, List.of(one)),
                        Map.of(),
                        SampleResults.origin(Dataset.CIFAR10),
                        List.of());
        List<String> series =
                AccuracyChart.of(results).data().stringColumn("series").unique().asList();
        assertTrue(series.contains("PGD-40, ours"), series.toString());
        assertTrue(series.stream().noneMatch(name -> name.contains("worst")), series.toString());
        // Clopper-Pearson of 7,600 in 10,000
        assertTrue(results.table().grid().toText().contains("75.2\u201376.8"));
    }

    @Test
    void thePapersBarsStandOnlyBesideItsOwnImages() {
        Table real = AccuracyChart.of(SampleResults.mainResults(Dataset.MNIST)).data();
        Table drawn = AccuracyChart.of(SampleResults.mainResults(Dataset.GLYPHS)).data();
        assertTrue(real.stringColumn("series").asSet().contains("PGD-40, paper"));
        assertEquals(
                Set.of("clean", "PGD-40", "PGD-40, worst of 5 starts"),
                drawn.stringColumn("series").asSet());
        // robust 7,600, 7,700, 7,800 of 10,000 in three seeds: mean 77, sd 1
        Row at =
                real.where(
                                real.stringColumn("method")
                                        .isEqualTo("AT")
                                        .and(real.stringColumn("series").isEqualTo("PGD-40, ours")))
                        .row(0);
        assertEquals(77, at.getDouble("percent"), 1e-9);
        assertEquals(76, at.getDouble("low"), 1e-9);
        assertEquals(78, at.getDouble("high"), 1e-9);
    }

    @Test
    void everyLayerHasItsVulnerability() {
        Table data = VulnerabilityChart.of(SampleResults.mainResults(Dataset.MNIST)).data();
        assertEquals(3 * 3, data.rowCount());
        Row z3 = data.row(2);
        assertEquals("z3", z3.getString("layer"));
        double v = 0.2 - 100 / 60_000.0;
        assertEquals(1.5 * v, z3.getDouble("v"), 1e-12);
        assertEquals(4 * v, z3.getDouble("relative_v"), 1e-12);
    }

    @Test
    void costsShowThePapersArithmetic() {
        SavedTable costs = SampleResults.mainResults(Dataset.MNIST).costs();
        String text = costs.grid().toText();
        assertTrue(text.contains("4,615,940 FLOPs, memory 477,410"), text);
        assertTrue(text.contains("ANP-VS, n=3: 4, 23, 118, 72\u201374."), text);
        assertTrue(text.contains("paper, BP (Table 1)"), text);
        Table data = costs.data();
        Row fits = data.row(2);
        assertEquals("nearest structure to the paper's ANP-VS", fits.getString("network"));
        assertEquals(84.16, fits.getDouble("sparsity_pct"), 0.05);
        assertEquals(10.57, fits.getDouble("xflops"), 0.05);
        assertEquals(6.81, fits.getDouble("memory_code_pct"), 0.02);
        assertTrue(text.contains("do not follow from the published formulas"), text);
        Row ours = data.row(1);
        assertEquals((2 + 3 + 6) / 3.0, ours.getDouble("measured_speed_up"), 1e-9);
        assertEquals(5, ours.getDouble("measured_size_pct"), 1e-9);
        assertTrue(fits.isMissing("measured_speed_up"));
        assertFalse(text.contains("AT, n=3"), "unpruned networks cost the same as the whole one");
    }

    @Test
    void costsOfVggShowWhatCountingTheDensePartOnceChanges() {
        SavedTable costs = new Costs(Map.of(), SampleResults.origin(Dataset.CIFAR10)).table();
        Row published = costs.data().row(1);
        assertEquals(73.8, published.getDouble("sparsity_pct"), 0.05);
        assertEquals(13.6, published.getDouble("memory_code_pct"), 0.05);
        assertEquals(16.1, published.getDouble("memory_code_fixed_pct"), 0.05);
        assertTrue(costs.grid().toText().contains("12.27 \u00b1 0.18"), costs.grid().toText());
        assertTrue(costs.grid().toText().contains("627,329,546 FLOPs"));
    }

    @Test
    void oursAreMeasuredAgainstTheNetworkOfTheirOwnWidth() {
        Table data = SampleResults.mainResults(Dataset.CIFAR10).costs().data();
        assertEquals("whole network of width 0.5", data.row(0).getString("network"));
        assertTrue(data.row(0).getString("units_kept").startsWith("32, 32, 64, 64, 128"));
        Row paper = data.row(data.rowCount() - 2);
        assertEquals("whole network of the paper", paper.getString("network"));
        assertEquals(100, paper.getDouble("memory_code_pct"));
    }
}
