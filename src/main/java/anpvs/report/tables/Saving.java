package anpvs.report.tables;

import anpvs.evaluate.Evaluation;
import anpvs.metric.CostModel;
import anpvs.metric.Structure;
import anpvs.report.Quantity;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A number that says what is saved.
 *
 * @param name in CSV
 * @param title where it is shown
 * @param measured of a run; NaN where it was not measured
 * @param computed of a structure; NaN where only a run has it
 * @param paper the same in the paper; null where it has none
 */
record Saving(
        String name,
        String title,
        Function<Evaluation, Double> measured,
        BiFunction<Structure, CostModel.Relative, Double> computed,
        Quantity paper) {
    /** In the order of the columns. */
    static final List<Saving> ALL =
            List.of(
                    new Saving(
                            "sparsity_pct",
                            "unit sparsity (%)",
                            Evaluation::sparsity,
                            (structure, costs) -> structure.sparsityPercent(),
                            Quantity.SPARSITY),
                    new Saving(
                            "xflops",
                            "FLOPs reduction (\u00d7)",
                            e -> e.costs().xFlops(),
                            (structure, costs) -> costs.xFlops(),
                            Quantity.XFLOPS),
                    new Saving(
                            "memory_code_pct",
                            "memory, code (%)",
                            e -> e.costs().memoryCodePercent(),
                            (structure, costs) -> costs.memoryCodePercent(),
                            Quantity.MEMORY),
                    new Saving(
                            "memory_code_fixed_pct",
                            "memory, code_fixed (%)",
                            e -> e.costs().memoryCodeFixedPercent(),
                            (structure, costs) -> costs.memoryCodeFixedPercent(),
                            null),
                    new Saving(
                            "memory_feature_maps_pct",
                            "memory, feature_maps (%)",
                            e -> e.costs().featureMapsPercent(),
                            (structure, costs) -> costs.featureMapsPercent(),
                            null),
                    new Saving(
                            "measured_speed_up",
                            "speed-up, measured (\u00d7)",
                            e -> e.measured() == null ? Double.NaN : e.measured().speedUp(),
                            (structure, costs) -> Double.NaN,
                            null),
                    new Saving(
                            "measured_size_pct",
                            "size, measured (%)",
                            e -> e.measured() == null ? Double.NaN : e.measured().bytesPercent(),
                            (structure, costs) -> Double.NaN,
                            null));
}
