package anpvs.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.metric.CostModel;
import anpvs.metric.Structure;
import anpvs.model.LeNet5Caffe;
import anpvs.report.PaperValue;
import anpvs.report.Quantity;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class StructureSearchTest {
    private static PaperValue value(double mean, String sd) {
        return new PaperValue(
                1, "MNIST", "x", "m", "none", "s", BigDecimal.valueOf(mean), new BigDecimal(sd));
    }

    private static StructureSearch nearest(String model) {
        return StructureSearch.nearest(
                paper(Quantity.SPARSITY, model),
                paper(Quantity.XFLOPS, model),
                paper(Quantity.MEMORY, model));
    }

    private static PaperValue paper(Quantity quantity, String model) {
        return quantity.paper("MNIST", model).orElseThrow();
    }

    @Test
    void findsTheStructureWhoseCostsItIsGiven() {
        LeNet5Caffe network = new LeNet5Caffe();
        Structure hidden = new Structure(List.of(7, 19, 90, 61), network.maskLayout());
        CostModel.Relative costs =
                CostModel.of(network, hidden).relativeTo(CostModel.full(network));
        StructureSearch found =
                StructureSearch.nearest(
                        value(hidden.sparsityPercent(), "0.1"),
                        value(costs.xFlops(), "0.1"),
                        value(costs.memoryCodePercent(), "0.1"));
        assertEquals(hidden, found.structure());
        assertEquals(0, found.deviations(), 1e-9);
    }

    @Test
    void theRowOfAnpVsFollowsFromTheFormulasAndThatOfBpDoesNot() {
        StructureSearch anpVs = nearest("ANP-VS");
        StructureSearch bp = nearest("BP");
        assertTrue(anpVs.deviations() < 0.05, "" + anpVs);
        assertTrue(bp.deviations() > 1.5, "" + bp);
    }
}
