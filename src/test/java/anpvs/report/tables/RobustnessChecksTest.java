package anpvs.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.check.CheckSettings;
import anpvs.check.CheckVerdict;
import anpvs.check.EpsilonCurve;
import anpvs.check.Finding;
import anpvs.check.Measure;
import anpvs.check.RestartCurve;
import anpvs.check.SanityChecks;
import anpvs.check.StepCurve;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.evaluate.CheckRecord;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.notebook.Kit;
import anpvs.progress.Progress;
import anpvs.report.Displayable;
import anpvs.report.Figure;
import anpvs.report.SampleResults;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.TableView;
import anpvs.report.figures.CheckCurves;
import anpvs.store.Environment;
import anpvs.store.RunStore;
import anpvs.study.MissingModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class RobustnessChecksTest {
    private static final CheckSettings SETTINGS =
            new CheckSettings(
                    200, 100, 0.3, 0.01, 40, List.of(10, 40), List.of(1, 5), 100, 1000, 10, 200, 0);

    @TempDir Path folder;

    private static Finding finding(
            String id, CheckVerdict verdict, String note, Measure... evidence) {
        String meaning = "what " + id + " means";
        return new Finding(id, id + "?", verdict, List.of(evidence), meaning, note);
    }

    private static Measure at(String label, double place, double value) {
        return new Measure(label, place, value, "%");
    }

    private static CheckRecord record(String run, double robust, Finding... more) {
        List<Finding> findings = new ArrayList<>(List.of(more));
        findings.add(
                finding(
                        "epsilon",
                        CheckVerdict.PASS,
                        "",
                        at(EpsilonCurve.ACCURACY, 0, 99),
                        at(EpsilonCurve.ACCURACY, 0.3, robust),
                        at(EpsilonCurve.ACCURACY, 1, 0)));
        findings.add(
                finding(
                        "restarts",
                        CheckVerdict.PASS,
                        "",
                        at(RestartCurve.ACCURACY, 1, robust),
                        at(RestartCurve.ACCURACY, 5, robust - 2.5)));
        findings.add(
                finding(
                        "steps",
                        CheckVerdict.PASS,
                        "",
                        new Measure(StepCurve.LOSS, 0.0, 0.1, ""),
                        new Measure(StepCurve.LOSS, 40.0, 0.9, ""),
                        at(StepCurve.ACCURACY, 0, 99),
                        at(StepCurve.ACCURACY, 40, robust)));
        return new CheckRecord(
                run, "0", SETTINGS, findings, Map.of(), Map.of(), Environment.current());
    }

    private static RobustnessChecks checks() {
        Map<Method, CheckRecord> records = new LinkedHashMap<>();
        records.put(
                Method.AT,
                record(
                        "run-at",
                        92.5,
                        finding(
                                "order",
                                CheckVerdict.PASS,
                                "",
                                new Measure("clean", null, 99, "%")),
                        finding("mask", CheckVerdict.NONE, "no mask"),
                        finding("square", CheckVerdict.WARN, "1.5 points", at("x", 1, 1))));
        records.put(
                Method.ANP_VS,
                record("run-anp-vs", 90, finding("order", CheckVerdict.FAIL, "", at("x", 1, 1))));
        return new RobustnessChecks(
                records, SampleResults.origin(Dataset.MNIST), List.of("advice"));
    }

    @Test
    void everyCheckHasARowAndWhatIsNoPassIsExplained() {
        TableView grid = checks().verdicts().grid();
        assertEquals(List.of("check", "question; yes is good", "AT", "ANP-VS"), grid.columns());
        assertEquals(
                SanityChecks.ids(), grid.rows().stream().map(row -> row.get(0).text()).toList());
        List<TableCell> order = grid.rows().get(SanityChecks.ids().indexOf("order"));
        assertEquals("PASS", order.get(2).text());
        assertEquals(new TableCell("FAIL", TableCell.Look.BEST), order.get(3));
        List<TableCell> mask = grid.rows().get(SanityChecks.ids().indexOf("mask"));
        assertEquals("\u2013", mask.get(2).text());
        String notes = String.join("\n", grid.notes());
        for (String part :
                List.of(
                        "AT (run-at): 4 PASS, 1 WARN, 0 FAIL; the first 200 test images",
                        "WARN, square: 1.5 points",
                        "FAIL, order: what order means",
                        "advice")) {
            assertTrue(notes.contains(part), notes);
        }
        assertTrue(grid.toHtml().matches("(?s).*white-space:normal[^>]*>Is PGD.*"));
    }

    @Test
    void findingsNameTheirEvidenceAndWhatIsNotMadeYet() {
        SavedTable table = checks().findings(Method.AT);
        String text = table.grid().toText();
        for (String part :
                List.of("1: 92.5 %, 5: 90.0 %", "no mask", "Missing: checks ", "noise")) {
            assertTrue(text.contains(part), text);
        }
        Table data = table.data();
        assertEquals(List.of("run-at"), table.origin().runIds());
        Table starts = data.where(data.stringColumn("check").isEqualTo("restarts"));
        assertEquals(90, starts.doubleColumn("value").get(1));
        assertEquals(5, starts.doubleColumn("at").get(1));
        Table none = data.where(data.stringColumn("check").isEqualTo("mask"));
        assertEquals(1, none.doubleColumn("value").countMissing());
        assertThrows(MissingModel.class, () -> checks().findings(Method.BP));
    }

    @Test
    void curvesShowWhatIsStored() {
        CheckCurves curves = new CheckCurves(checks());
        for (Figure figure : List.of(curves.steps(), curves.starts(), curves.epsilon())) {
            assertTrue(figure.drawing().png().length > 10_000, figure.id());
            assertEquals(2, figure.data().stringColumn("method").unique().size());
        }
        Table steps = curves.steps().data();
        assertEquals(8, steps.rowCount());
        assertEquals(
                0.9,
                steps.where(steps.stringColumn("unit").isEqualTo("")).doubleColumn("value").max());
        RobustnessChecks none = new RobustnessChecks(Map.of(), checks().origin(), List.of("do it"));
        MissingModel missing =
                assertThrows(MissingModel.class, () -> new CheckCurves(none).steps());
        assertTrue(missing.getMessage().contains("do it"), missing.getMessage());
    }

    private Kit kit(Profile profile, Dataset dataset) {
        return new Kit(
                profile,
                dataset,
                new RunStore(folder.resolve("runs")),
                new DataFolder(folder.resolve("data")),
                folder.resolve("figures"),
                Progress::silent);
    }

    @Test
    void whatIsMissingIsToldAndNothingIsComputed() {
        Kit quick = kit(Profile.QUICK, Dataset.MNIST);
        Kit smoke = kit(Profile.SMOKE, Dataset.GLYPHS);
        for (Displayable shown :
                List.of(
                        quick.checkVerdicts("mnist"),
                        quick.checkFindings("mnist", "at"),
                        quick.attackSteps("mnist"),
                        quick.attackStarts("mnist"),
                        quick.accuracyToEpsilonOne("mnist"))) {
            String text = shown.mimeBundle().get("text/plain");
            assertTrue(text.contains("environment/anpvs train --method "), text);
        }
        String images = smoke.checkVerdicts("cifar10").mimeBundle().get("text/plain");
        assertTrue(images.contains("rofile quick "), images);
        assertFalse(folder.resolve("runs").toFile().exists(), "nothing is trained");
    }
}
