package anpvs.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.model.LeNet5Caffe;
import anpvs.report.Quantity;
import anpvs.report.SampleResults;
import anpvs.report.SavedTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;

class CommonSeedsTest {
    private static final List<Integer> ALL = new LeNet5Caffe().maskLayout().units();

    private final Map<Method, List<Evaluation>> rows = new LinkedHashMap<>();

    private static Evaluation one(Method method, int seed, int robust) {
        return SampleResults.evaluation(method, seed, robust, ALL);
    }

    @Test
    void differencesAreOfTheSharedSeedsAlone() {
        // the samples add a point for each seed: 76, 78 and 80 % under attack
        rows.put(
                Method.AT,
                List.of(
                        one(Method.AT, 0, 7_600),
                        one(Method.AT, 1, 7_700),
                        one(Method.AT, 2, 7_800)));
        rows.put(Method.AT_VS, List.of(one(Method.AT_VS, 0, 7_700)));
        CommonSeeds common = CommonSeeds.of(rows, quantity -> quantity);
        // 77 less 76, and not less the mean of 78
        assertEquals(1, common.difference(Method.AT_VS, Quantity.WHITE_BOX).orElseThrow(), 1e-9);
        assertTrue(common.difference(Method.AT, Quantity.WHITE_BOX).isEmpty());
        String note = common.note().get(0);
        assertTrue(
                note.contains("AT-VS (seed 0) clean accuracy +0.00, robust, PGD-40 +1.00"), note);
        rows.put(Method.ANP, List.of(one(Method.ANP, 7, 7_700)));
        note = CommonSeeds.of(rows, quantity -> quantity).note().get(0);
        assertTrue(note.contains("ANP (none)"), note);
    }

    @Test
    void equalSeedsNeedNoNote() {
        rows.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
        rows.put(Method.AT_VS, List.of(one(Method.AT_VS, 0, 7_700)));
        assertTrue(CommonSeeds.of(rows, quantity -> quantity).note().isEmpty());
        rows.remove(Method.AT);
        assertTrue(CommonSeeds.of(rows, quantity -> quantity).note().isEmpty());
    }

    @Test
    void theTablesSayThem() {
        rows.put(Method.AT, List.of(one(Method.AT, 0, 7_600), one(Method.AT, 1, 7_700)));
        rows.put(Method.AT_VS, List.of(one(Method.AT_VS, 0, 7_700)));
        SavedTable main =
                new MainResults(rows, Map.of(), SampleResults.origin(Dataset.MNIST), List.of())
                        .table();
        rows.put(Method.ANP, List.of());
        rows.put(Method.ANP_VS, List.of());
        SavedTable ablations =
                new Ablations(rows, SampleResults.origin(Dataset.MNIST), List.of()).table();
        for (SavedTable table : List.of(main, ablations)) {
            assertTrue(
                    table.grid().toText().contains("Less AT, on common seeds: AT-VS (seed 0)"),
                    table.id());
            Row row = SampleResults.row(table.data(), "AT-VS", Quantity.WHITE_BOX);
            assertEquals(1, row.getDouble("less_at_on_common_seeds"), 1e-9, table.id());
        }
    }
}
