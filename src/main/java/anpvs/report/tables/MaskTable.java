package anpvs.report.tables;

import anpvs.mask.BetaBernoulliMask;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** E[pi] of the units of a mask, a row for each. */
public final class MaskTable {
    private MaskTable() {}

    /**
     * @param layers E[pi] of each unit by layer
     * @return the numbers behind a picture of them
     */
    public static Table of(Map<String, double[]> layers) {
        StringColumn layer = StringColumn.create("layer");
        IntColumn unit = IntColumn.create("unit");
        DoubleColumn expectation = DoubleColumn.create("expected_pi");
        layers.forEach(
                (name, values) -> {
                    for (int k = 0; k < values.length; k++) {
                        layer.append(name);
                        unit.append(k);
                        expectation.append(values[k]);
                    }
                });
        return Table.create("mask", layer, unit, expectation);
    }

    /**
     * @param run whose mask it is
     * @param layers E[pi] of each unit by layer
     * @return the units with their mask's number and whether they are kept
     */
    public static Table units(String run, List<double[]> layers) {
        IntColumn number = IntColumn.create("mask");
        IntColumn unit = IntColumn.create("unit");
        DoubleColumn expectation = DoubleColumn.create("expected_pi");
        StringColumn kept = StringColumn.create("kept");
        for (int l = 0; l < layers.size(); l++) {
            double[] values = layers.get(l);
            for (int k = 0; k < values.length; k++) {
                number.append(l + 1);
                unit.append(k);
                expectation.append(values[k]);
                kept.append(values[k] > BetaBernoulliMask.THRESHOLD ? "yes" : "no");
            }
        }
        return Table.create("mask of " + run, number, unit, expectation, kept);
    }
}
