package anpvs.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.report.Rows;
import anpvs.report.SampleResults;
import anpvs.report.SavedTable;
import anpvs.report.figures.AblationsChart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class AblationsTest {
    private static Ablations ablations(Dataset dataset) {
        Map<Method, List<Evaluation>> evaluations = new LinkedHashMap<>();
        Rows.of(3)
                .forEach(
                        method ->
                                evaluations.put(
                                        method,
                                        SampleResults.mainResults(dataset)
                                                .evaluations()
                                                .getOrDefault(method, List.of())));
        return new Ablations(evaluations, SampleResults.origin(dataset), List.of());
    }

    @Test
    void theRowsAreThoseOfTable3() {
        assertEquals(List.of(Method.AT, Method.AT_VS, Method.ANP, Method.ANP_VS), Rows.of(3));
    }

    @Test
    void theValuesOfTable3StandBesideOursAndTheContradictionBelow() {
        SavedTable table = ablations(Dataset.MNIST).table();
        Table data = table.data();
        Row v = data.row(3 * 4 + 2);
        assertEquals("ANP-VS", v.getString("method"));
        assertEquals(0.011, v.getDouble("paper_mean"), 1e-12);
        assertEquals(3, v.getInt("seeds"));
        String text = table.grid().toText();
        assertTrue(text.contains("0.011 \u00b1 0.002 here, in Table 3, and 0.017"), text);
        assertTrue(text.contains("90.12 \u00b1 0.5"), text);
        String hundred = ablations(Dataset.CIFAR100).table().grid().toText();
        assertFalse(hundred.contains("contradicts"), hundred);
    }

    @Test
    void thePapersBarsStandBesideOursOnItsOwnImages() {
        Table real = new AblationsChart(ablations(Dataset.MNIST)).figure().data();
        assertEquals(4 * 3 * 2, real.rowCount());
        assertEquals(
                4 * 3, new AblationsChart(ablations(Dataset.GLYPHS)).figure().data().rowCount());
    }
}
