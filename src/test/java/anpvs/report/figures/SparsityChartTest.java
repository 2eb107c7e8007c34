package anpvs.report.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.report.Figure;
import anpvs.report.Ranges;
import anpvs.report.SampleResults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class SparsityChartTest {
    private static SparsityChart.Point point(Method method, double coefficient, int units) {
        List<Integer> active = List.of(units, 2 * units, 10 * units, 8 * units);
        return new SparsityChart.Point(
                coefficient,
                List.of(
                        SampleResults.evaluation(method, 0, 8_000 + 10 * units, active),
                        SampleResults.evaluation(method, 1, 8_000 + 10 * units, active)));
    }

    private static Map<Method, List<SparsityChart.Point>> curves() {
        Map<Method, List<SparsityChart.Point>> curves = new LinkedHashMap<>();
        curves.put(Method.AT, List.of(point(Method.AT, 0, 20)));
        curves.put(Method.ANP_VS, List.of(point(Method.ANP_VS, 4, 15), point(Method.ANP_VS, 8, 5)));
        curves.put(Method.PAT, List.of(point(Method.PAT, 4, 12), point(Method.PAT, 8, 6)));
        return curves;
    }

    @Test
    void aPointHasTheSpreadOfItsSeedsOrTheIntervalOfOne() {
        SparsityChart.Point two = point(Method.ANP_VS, 4, 15);
        assertEquals(100 * (1 - 21 * 15 / 1370.0), two.sparsity(), 1e-9);
        assertEquals(98.005, two.mean(Evaluation::clean), 1e-9);
        assertEquals(98.005 + 0.01 / Math.sqrt(2), two.range(Evaluation::clean).high(), 1e-9);
        SparsityChart.Point one = new SparsityChart.Point(4, two.seeds().subList(0, 1));
        Accuracy accuracy = one.seeds().get(0).clean();
        assertEquals(Ranges.of(accuracy), one.range(Evaluation::clean));
    }

    @Test
    void theFigureNamesItsCurvesAndRuns() {
        Figure figure = SparsityChart.draw(curves(), SampleResults.origin(Dataset.MNIST));
        assertTrue(figure.caption().contains("quick profile"), figure.caption());
        assertEquals(12, figure.data().rowCount(), "a row for each run and the paper's two");
        assertEquals("mnist-pat-quick-s1-0123456789ab", figure.data().stringColumn("run").get(9));
        assertEquals(84.16, figure.data().doubleColumn("sparsity_percent").get(10), 1e-9);
        assertEquals(91.31, figure.data().doubleColumn("pgd_percent").get(10), 1e-9);
        // the paper's AT beside it
        assertEquals(0, figure.data().doubleColumn("sparsity_percent").get(11), 1e-9);
        assertEquals(88.03, figure.data().doubleColumn("pgd_percent").get(11), 1e-9);
        List<XYChart> panels = figure.charts().stream().map(XYChart.class::cast).toList();
        assertEquals(2, panels.size());
        for (XYChart panel : panels) {
            assertTrue(panel.getSeriesMap().containsKey("AT, paper"), panel.getTitle());
            assertTrue(panel.getSeriesMap().containsKey("ANP-VS, paper"), panel.getTitle());
            assertEquals(panels.get(0).getStyler().getYAxisMin(), panel.getStyler().getYAxisMin());
        }
        Figure drawn = SparsityChart.draw(curves(), SampleResults.origin(Dataset.GLYPHS));
        assertEquals(10, drawn.data().rowCount(), "synthetic images are not the paper's");
        assertTrue(figure.drawing().png().length > 10_000);
    }
}
