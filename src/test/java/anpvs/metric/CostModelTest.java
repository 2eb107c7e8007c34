package anpvs.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import anpvs.mask.MaskLayout;
import anpvs.model.LeNet5Caffe;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostModelTest {
    private static final MaskLayout LENET = new LeNet5Caffe().maskLayout();
    private static final CostModel FULL = CostModel.lenet(Structure.full(LENET));

    @Test
    void fullNetworkHasThePublishedCosts() {
        assertEquals(4_615_940, FULL.flops());
        assertEquals(477_410, FULL.memoryCode());
        assertEquals(477_410, FULL.memoryCodeFixed());
        assertEquals(20 * 24 * 24 + 50 * 8 * 8 + 500, FULL.featureMaps());
        assertEquals(1, FULL.relativeTo(FULL).xFlops());
        assertEquals(0, Structure.full(LENET).sparsityPercent());
    }

    @Test
    void aStructureReproducesTheAnpVsRowOfTable1() {
        Structure structure = new Structure(List.of(4, 23, 118, 72), LENET);
        CostModel.Relative costs = CostModel.lenet(structure).relativeTo(FULL);
        assertEquals(84.16, structure.sparsityPercent(), 0.005);
        assertEquals(6.81, costs.memoryCodePercent(), 0.005);
        assertEquals(10.60, costs.xFlops(), 0.005);
    }

    @Test
    void refusesMoreUnitsThanThereAre() {
        List<Integer> tooMany = List.of(21, 50, 800, 500);
        assertThrows(IllegalArgumentException.class, () -> new Structure(tooMany, LENET));
    }
}
