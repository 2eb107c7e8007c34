package anpvs.report.tables;

import static anpvs.report.SampleResults.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.RecordComponents;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.grid.Sweep;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.model.LeNet5Caffe;
import anpvs.report.Figure;
import anpvs.report.Rows;
import anpvs.report.SampleResults;
import anpvs.report.SavedTable;
import anpvs.report.figures.SweepCurves;
import anpvs.study.MissingModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class SweepsTest {
    private static Sweeps sweeps(Dataset dataset, double scale) {
        List<SweepPoint> columns = new ArrayList<>();
        for (double epsilon : new double[] {0.01, 0.03, 0.05, 0.07}) {
            double e = Math.round(epsilon * scale * 1e6) / 1e6;
            columns.add(new SweepPoint(Sweep.EPSILON, new PgdSettings(e, 0.007, 40)));
        }
        for (int steps : Sweep.LENGTHS) {
            columns.add(new SweepPoint(Sweep.STEPS, new PgdSettings(0.03 * scale, 0.007, steps)));
        }
        List<Integer> all = new LeNet5Caffe().maskLayout().units();
        Map<Method, Map<SweepPoint, List<Evaluation>>> evaluations = new LinkedHashMap<>();
        for (Method method : Rows.of(2)) {
            Map<SweepPoint, List<Evaluation>> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size() && method != Method.STANDARD; i++) {
                int robust = 8_000 - 1_500 * Math.min(i, 3) - 100 * method.label().length();
                row.put(
                        columns.get(i),
                        List.of(
                                SampleResults.evaluation(method, 0, robust, all),
                                SampleResults.evaluation(method, 2, robust, all)));
            }
            evaluations.put(method, row);
        }
        return new Sweeps(evaluations, columns, SampleResults.origin(dataset), List.of("advice"));
    }

    @Test
    void table2StandsBesideOurs() {
        SavedTable table = sweeps(Dataset.CIFAR10, 1).table();
        Row at = row(table.data(), "AT", "\u03b5 = 0.07, PGD-40");
        assertEquals(22.69, at.getDouble("paper_mean"), 1e-9);
        // seeds 0 and 2: robust and robust + 200 of 10,000
        double ours = 35 - 2.0 + 1;
        assertEquals(ours, at.getDouble("mean"), 1e-9);
        assertEquals(2, at.getInt("seeds"));
        assertEquals(ours - 22.69, at.getDouble("difference"), 1e-9);
        Row thousand = row(table.data(), "ANP-VS", "PGD-1,000, \u03b5 = 0.03");
        assertEquals(56.16, thousand.getDouble("paper_mean"), 1e-9);
        String text = table.grid().toText();
        assertTrue(text.contains("  \u03b5 = 0.03  "), text);
        assertTrue(text.contains("All columns: the first 10,000 test images"), text);
        assertTrue(text.endsWith("advice\n"), text);
        assertFalse(text.contains("has no values for these attacks"), text);
    }

    /**
     * Columns of 1,000 and of 200 images would tell an attack's effect from the images' no more.
     */
    @Test
    void allCellsAreOfTheImagesThatEveryCellHas() {
        List<Integer> all = new LeNet5Caffe().maskLayout().units();
        SweepPoint few = new SweepPoint(Sweep.STEPS, new PgdSettings(0.03, 0.007, 1_000));
        SweepPoint many = new SweepPoint(Sweep.EPSILON, new PgdSettings(0.03, 0.007, 40));
        // of 10,000 images the first 2,500 are right, so that of the first 2,000 all are
        Evaluation long1 =
                SampleResults.evaluation(
                        Method.AT, 0, 2_500, all, SampleResults.firstRight(9_800, 2_500, 2_500));
        Evaluation short1 = withImages(long1, 2_000, 1_500);
        Sweeps sweeps =
                new Sweeps(
                        Map.of(Method.AT, Map.of(many, List.of(long1), few, List.of(short1))),
                        List.of(many, few),
                        SampleResults.origin(Dataset.CIFAR10),
                        List.of());
        Table data = sweeps.table().data();
        assertEquals(100, row(data, "AT", many.label()).getDouble("mean"), 1e-9);
        assertEquals(75, row(data, "AT", few.label()).getDouble("mean"), 1e-9);
        String text = sweeps.table().grid().toText();
        assertTrue(text.contains("All columns: the first 2,000 test images"), text);
    }

    private static Evaluation withImages(Evaluation e, int images, int right) {
        return RecordComponents.with(e, Map.of("attacked", new Accuracy(right, images)));
    }

    /** "Nothing moves" is a number. */
    @Test
    void howMuchARowMovesWithTheStepsIsComputed() {
        SavedTable table = sweeps(Dataset.CIFAR10, 1).table();
        // the invented rows lose nothing after the fourth column
        assertTrue(
                table.grid().toText().contains("From 100 steps to 1,000 no row of ours moves."),
                table.grid().toText());
        Row move = row(table.data(), "AT", "largest change between numbers of steps");
        assertEquals(0, move.getDouble("mean"), 1e-9);
    }

    @Test
    void whatIsNotInThePaperSaysSo() {
        String text = sweeps(Dataset.MNIST, 10).table().grid().toText();
        assertTrue(text.contains("has no values for these attacks"), text);
    }

    @Test
    void theCurvesShowThePaperAboveOurs() {
        Figure both = new SweepCurves(sweeps(Dataset.CIFAR10, 1)).figure();
        Figure ours = new SweepCurves(sweeps(Dataset.GLYPHS, 1)).figure();
        assertEquals(940, both.drawing().width());
        assertTrue(both.drawing().height() > ours.drawing().height() + 300);
        String svg = new String(both.drawing().svg(), StandardCharsets.UTF_8);
        assertTrue(svg.contains("paper above, ours below"), "title");
        assertTrue(svg.contains("ANP-VS"), "legend");
    }

    @Test
    void noCurvesOfNothing() {
        Sweeps some = sweeps(Dataset.CIFAR10, 1);
        Sweeps none = new Sweeps(Map.of(), some.columns(), some.origin(), List.of("train it"));
        assertEquals(
                "train it",
                assertThrows(MissingModel.class, new SweepCurves(none)::figure).getMessage());
    }
}
