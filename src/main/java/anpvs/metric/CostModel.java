package anpvs.metric;

import java.util.List;

/**
 * The analytic costs of LeNet-5-Caffe by the formulas of the published code, and by the paper's
 * words.
 *
 * <p>FLOPs: a convolution to P positions costs co P (2 k k ci + 1), bias and activation included; a
 * dense layer (2 i - 1) o + o and another o for its activation, which the logits have not; a
 * max-pool k k for each output. Memory by the code: the patch matrix and the kernel of each
 * convolution, weights and bias of each dense layer. Memory by the paper's words: the space of the
 * hidden feature maps.
 *
 * @param flops floating point operations of one image
 * @param memoryCode floats by the published code
 * @param memoryCodeFixed the same with the dense part counted once; equal for LeNet, where only
 *     VGG's loop repeats it
 * @param featureMaps floats of all hidden feature maps
 */
public record CostModel(long flops, long memoryCode, long memoryCodeFixed, long featureMaps) {
    private static final int KERNEL = 5 * 5;
    private static final int CLASSES = 10;

    /**
     * @param structure active units (u1, u2, u3, u4) of LeNet-5-Caffe's masks
     * @return its costs
     */
    public static CostModel lenet(Structure structure) {
        List<Integer> units = structure.active();
        long u1 = units.get(0);
        long u2 = units.get(1);
        long u3 = units.get(2);
        long u4 = units.get(3);
        long flops =
                convolutionFlops(1, u1, 24)
                        + u1 * 24 * 24
                        + convolutionFlops(u1, u2, 8)
                        + u2 * 8 * 8
                        + (2 * u3 - 1) * u4
                        + u4
                        + u4
                        + (2 * u4 - 1) * CLASSES
                        + CLASSES;
        long memory =
                convolutionMemory(1, u1, 24)
                        + convolutionMemory(u1, u2, 8)
                        + u3 * u4
                        + u4
                        + u4 * CLASSES
                        + CLASSES;
        return new CostModel(flops, memory, memory, u1 * 24 * 24 + u2 * 8 * 8 + u4);
    }

    private static long convolutionFlops(long in, long out, long size) {
        return out * size * size * (2 * KERNEL * in + 1);
    }

    private static long convolutionMemory(long in, long out, long size) {
        return KERNEL * in * size * size + KERNEL * in * out;
    }

    /**
     * The costs of a pruned network as the paper's tables give them.
     *
     * @param full costs of the whole network
     * @return xFLOPs (how many times fewer) and the three memory figures in percent of the whole
     */
    public Relative relativeTo(CostModel full) {
        return new Relative(
                (double) full.flops / flops,
                100.0 * memoryCode / full.memoryCode,
                100.0 * memoryCodeFixed / full.memoryCodeFixed,
                100.0 * featureMaps / full.featureMaps);
    }

    /**
     * Costs relative to the whole network.
     *
     * @param xFlops how many times fewer operations; 1 for the whole network
     * @param memoryCodePercent memory by the published code, percent
     * @param memoryCodeFixedPercent the same with the dense part counted once, percent
     * @param featureMapsPercent memory by the paper's words, percent
     */
    public record Relative(
            double xFlops,
            double memoryCodePercent,
            double memoryCodeFixedPercent,
            double featureMapsPercent) {}
}
