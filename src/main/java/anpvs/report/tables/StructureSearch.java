package anpvs.report.tables;

import anpvs.mask.MaskLayout;
import anpvs.metric.CostModel;
import anpvs.metric.Structure;
import anpvs.model.LeNet5Caffe;
import anpvs.report.PaperValue;
import java.util.List;

/**
 * Looks among all structures of LeNet-5-Caffe for the one whose costs, by the formulas of the
 * published code, are nearest to three numbers of Table 1.
 *
 * @param structure the nearest one
 * @param costs its costs
 * @param deviations the largest of its three differences, in the paper's standard deviations
 */
record StructureSearch(Structure structure, CostModel.Relative costs, double deviations) {
    /** Each number may be that many standard deviations off at most. */
    private static final double WIDEST = 3;

    /**
     * @param sparsity pruned units in percent
     * @param xFlops how many times fewer operations
     * @param memory percent of the whole network, by the code
     * @return the structure of the smallest largest deviation
     */
    static StructureSearch nearest(PaperValue sparsity, PaperValue xFlops, PaperValue memory) {
        LeNet5Caffe network = new LeNet5Caffe();
        MaskLayout layout = network.maskLayout();
        CostModel full = CostModel.full(network);
        double total = layout.total();
        double mean = sparsity.mean().doubleValue();
        double slack = WIDEST * sparsity.sd().doubleValue();
        int least = (int) Math.ceil(total * (100 - mean - slack) / 100);
        int most = (int) Math.floor(total * (100 - mean + slack) / 100);
        double bestDeviation = Double.POSITIVE_INFINITY;
        List<Integer> best = layout.units();
        List<Integer> units = layout.units();
        for (int u1 = 1; u1 <= units.get(0); u1++) {
            for (int u2 = 1; u2 <= units.get(1); u2++) {
                for (int u3 = 1; u3 <= Math.min(units.get(2), most - u1 - u2); u3++) {
                    int rest = u1 + u2 + u3;
                    int last = Math.min(units.get(3), most - rest);
                    for (int u4 = Math.max(1, least - rest); u4 <= last; u4++) {
                        double worst = deviation(100 - 100 * (rest + u4) / total, sparsity);
                        if (worst >= bestDeviation) {
                            continue;
                        }
                        List<Integer> active = List.of(u1, u2, u3, u4);
                        CostModel.Relative costs =
                                CostModel.of(network, new Structure(active, layout))
                                        .relativeTo(full);
                        if (excess(costs.memoryCodePercent(), memory) > bestDeviation
                                || -excess(costs.xFlops(), xFlops) > bestDeviation) {
                            break; // with more units both only move farther away
                        }
                        worst = Math.max(worst, deviation(costs.xFlops(), xFlops));
                        worst = Math.max(worst, deviation(costs.memoryCodePercent(), memory));
                        if (worst < bestDeviation) {
                            bestDeviation = worst;
                            best = active;
                        }
                    }
                }
            }
        }
        Structure structure = new Structure(best, layout);
        return new StructureSearch(
                structure, CostModel.of(network, structure).relativeTo(full), bestDeviation);
    }

    private static double deviation(double value, PaperValue paper) {
        return Math.abs(excess(value, paper));
    }

    private static double excess(double value, PaperValue paper) {
        return (value - paper.mean().doubleValue()) / paper.sd().doubleValue();
    }
}
