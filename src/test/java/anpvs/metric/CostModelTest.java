package anpvs.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.engine.RandomStream;
import anpvs.mask.MaskLayout;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;
import anpvs.model.Vgg16;
import anpvs.report.PaperValue;
import anpvs.report.PaperValues;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
    private static final Network LENET = new LeNet5Caffe();
    private static final CostModel LENET_FULL = CostModel.full(LENET);

    /**
     * Kept by beta-Bernoulli pruning of VGG on CIFAR-10, as the base of the published code says.
     */
    private static final List<Integer> PUBLISHED =
            List.of(64, 64, 128, 126, 251, 174, 41, 87, 81, 13, 118, 110, 25, 25, 69);

    @Test
    void fullNetworksHaveThePublishedCosts() {
        assertEquals(4_615_940, LENET_FULL.flops());
        assertEquals(477_410, LENET_FULL.memoryCode());
        assertEquals(477_410, LENET_FULL.memoryCodeFixed());
        assertEquals(20 * 24 * 24 + 50 * 8 * 8 + 500, LENET_FULL.featureMaps());
        assertEquals(1, LENET_FULL.relativeTo(LENET_FULL).xFlops());
        assertEquals(0, Structure.full(LENET.maskLayout()).sparsityPercent());

        CostModel ten = CostModel.full(new Vgg16(10, 1, 1, false));
        assertEquals(627_329_546, ten.flops());
        assertEquals(19_881_538, ten.memoryCode());
        assertEquals(16_655_818, ten.memoryCodeFixed());
        assertEquals(
                2 * 64 * 1024 + 2 * 128 * 256 + 3 * 256 * 64 + 3 * 512 * 16 + 3 * 512 * 4 + 512,
                ten.featureMaps());
        CostModel hundred = CostModel.full(new Vgg16(100, 1, 1, false));
        assertEquals(627_421_796, hundred.flops());
        assertEquals(20_481_748, hundred.memoryCode());
        assertEquals(16_701_988, hundred.memoryCodeFixed());
    }

    @Test
    void aStructureReproducesTheAnpVsRowOfTable1() {
        Structure structure = new Structure(List.of(4, 23, 118, 72), LENET.maskLayout());
        CostModel.Relative costs = CostModel.of(LENET, structure).relativeTo(LENET_FULL);
        assertEquals(84.16, structure.sparsityPercent(), 0.005);
        assertEquals(6.81, costs.memoryCodePercent(), 0.005);
        assertEquals(10.60, costs.xFlops(), 0.005);
    }

    @Test
    void thePublishedStructureOfVgg() {
        Network network = new Vgg16(10, 1, 1, false);
        Structure structure = new Structure(PUBLISHED, network.maskLayout());
        CostModel.Relative costs =
                CostModel.of(network, structure).relativeTo(CostModel.full(network));
        assertEquals(73.8, structure.sparsityPercent(), 0.05);
        assertEquals(2.16, costs.xFlops(), 0.005);
        assertEquals(13.6, costs.memoryCodePercent(), 0.05);
        assertEquals(16.1, costs.memoryCodeFixedPercent(), 0.05);
        assertEquals(83.0, costs.featureMapsPercent(), 0.05);
    }

    /**
     * Table 1's rows of VGG-16: random structures around the published one, whose sparsity and
     * xFLOPs lie within one standard deviation of the row's, have the row's memory when the dense
     * layers count 13 times, and never when they count once.
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"CIFAR-10, BP", "CIFAR-10, ANP-VS", "CIFAR-100, BP", "CIFAR-100, ANP-VS"})
    void memoryOfTable1CountsTheDenseLayersThirteenTimes(String dataset, String row) {
        Network network = new Vgg16(dataset.equals("CIFAR-10") ? 10 : 100, 1, 1, false);
        CostModel full = CostModel.full(network);
        PaperValue sparsity = paper(dataset, row, "sparsity_pct");
        PaperValue xFlops = paper(dataset, row, "xflops");
        List<CostModel.Relative> fits = new ArrayList<>();
        RandomStream random = RandomStream.of(1, RandomStream.Purpose.MASK, 0);
        for (int trial = 0; trial < 200_000; trial++) {
            Structure structure = around(network.maskLayout(), random);
            CostModel.Relative costs = CostModel.of(network, structure).relativeTo(full);
            if (within(structure.sparsityPercent(), sparsity) && within(costs.xFlops(), xFlops)) {
                fits.add(costs);
            }
        }
        assertTrue(fits.size() > 50, fits.size() + " structures fit");
        PaperValue memory = paper(dataset, row, "memory_pct");
        double mean = memory.mean().doubleValue();
        DoubleSummaryStatistics code = statistics(fits, CostModel.Relative::memoryCodePercent);
        assertTrue(code.getMin() <= mean && mean <= code.getMax(), code + " " + memory);
        DoubleSummaryStatistics once = statistics(fits, CostModel.Relative::memoryCodeFixedPercent);
        assertTrue(once.getMin() > mean + 2 * memory.sd().doubleValue(), once + " " + memory);
    }

    /**
     * The published structure: its first six layers, which have most of the FLOPs, scaled by one
     * factor, the others, which have most of the units, by another, and each by up to 20 %.
     */
    private static Structure around(MaskLayout layout, RandomStream random) {
        double early = 0.5 + 0.8 * random.nextDouble();
        double late = 0.5 + 1.5 * random.nextDouble();
        List<Integer> active = new ArrayList<>();
        for (int l = 0; l < layout.layers(); l++) {
            double factor = (l < 6 ? early : late) * (0.8 + 0.4 * random.nextDouble());
            long units = Math.round(PUBLISHED.get(l) * factor);
            active.add((int) Math.min(layout.units().get(l), Math.max(1, units)));
        }
        return new Structure(active, layout);
    }

    private static PaperValue paper(String dataset, String row, String metric) {
        return PaperValues.main(dataset, row, metric, "none").orElseThrow();
    }

    private static boolean within(double value, PaperValue paper) {
        return Math.abs(value - paper.mean().doubleValue()) <= paper.sd().doubleValue();
    }

    private static DoubleSummaryStatistics statistics(
            List<CostModel.Relative> fits, ToDoubleFunction<CostModel.Relative> value) {
        return fits.stream().mapToDouble(value).summaryStatistics();
    }

    /** As a network of means and deviations counts: 200 % of the memory, half the xFLOPs. */
    @Test
    void twoNumbersForEachWeightDoubleOperationsAndMemoryAlone() {
        CostModel.Relative costs = new CostModel.Relative(10.5, 6.75, 16.25, 83).doubled();
        assertEquals(new CostModel.Relative(5.25, 13.5, 32.5, 83), costs);
        CostModel.Relative whole = LENET_FULL.relativeTo(LENET_FULL).doubled();
        assertEquals(0.5, whole.xFlops());
        assertEquals(200, whole.memoryCodePercent());
        assertEquals(paper("MNIST", "AT BNN", "xflops").mean().doubleValue(), whole.xFlops());
        assertEquals(
                paper("MNIST", "AT BNN", "memory_pct").mean().doubleValue(),
                whole.memoryCodePercent());
    }

    @Test
    void refusesMoreUnitsThanThereAre() {
        List<Integer> tooMany = List.of(21, 50, 800, 500);
        MaskLayout layout = LENET.maskLayout();
        assertThrows(IllegalArgumentException.class, () -> new Structure(tooMany, layout));
    }
}
