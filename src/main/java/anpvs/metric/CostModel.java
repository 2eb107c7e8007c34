package anpvs.metric;

import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;
import anpvs.model.Vgg16;
import java.util.List;

/**
 * The analytic costs of a network by the formulas of the published code, and by the paper's words.
 *
 * <p>FLOPs: a convolution to P positions costs co P (2 k k ci + 1), bias and activation included; a
 * dense layer (2 i - 1) o + o and another o for its activation, which LeNet's logits have not; a
 * max-pool k k for each output. Batch normalisation and masks do not count. Memory by the code: the
 * patch matrix and the kernel of each convolution, weights and bias of each dense layer, and the
 * statistics of batch normalisation; in VGG the dense layers count 13 times, once for each
 * convolution. Memory by the paper's words: the space of the hidden feature maps.
 *
 * @param flops floating point operations of one image
 * @param memoryCode floats by the published code
 * @param memoryCodeFixed the same with the dense part counted once; equal for LeNet
 * @param featureMaps floats of all hidden feature maps
 */
public record CostModel(long flops, long memoryCode, long memoryCodeFixed, long featureMaps) {
    private static final int LENET_KERNEL = 5 * 5;
    private static final int LENET_CLASSES = 10;
    private static final int VGG_KERNEL = 3 * 3;

    /**
     * @param network the architecture
     * @param structure active units of its masks
     * @return its costs
     */
    public static CostModel of(Network network, Structure structure) {
        if (network instanceof LeNet5Caffe) {
            return lenet(structure);
        }
        if (network instanceof Vgg16 vgg) {
            return vgg(vgg, structure);
        }
        throw new IllegalArgumentException("no cost formulas for " + network);
    }

    /**
     * @param network the architecture
     * @return costs with nothing pruned
     */
    public static CostModel full(Network network) {
        return of(network, Structure.full(network.maskLayout()));
    }

    /**
     * @param network the architecture
     * @param structure active units of its masks
     * @return kernels, matrices and biases between active units; batch normalisation does not
     *     count, as it can be multiplied in
     */
    public static long parameters(Network network, Structure structure) {
        List<Integer> units = structure.active();
        boolean vgg = network instanceof Vgg16;
        int convolutions = units.size() - 2;
        long parameters = 0;
        long in = vgg ? ((Vgg16) network).blocks().get(0).inputs() : 1;
        for (int l = 0; l < convolutions; l++) {
            long out = units.get(l);
            parameters += out * (in * (vgg ? VGG_KERNEL : LENET_KERNEL) + 1);
            in = out;
        }
        long u1 = units.get(convolutions);
        long u2 = units.get(convolutions + 1);
        long classes = vgg ? ((Vgg16) network).classes() : LENET_CLASSES;
        return parameters + u2 * (u1 + 1) + classes * (u2 + 1);
    }

    private static CostModel lenet(Structure structure) {
        List<Integer> units = structure.active();
        long u1 = units.get(0);
        long u2 = units.get(1);
        long u3 = units.get(2);
        long u4 = units.get(3);
        long flops =
                convolutionFlops(LENET_KERNEL, 1, u1, 24)
                        + u1 * 24 * 24
                        + convolutionFlops(LENET_KERNEL, u1, u2, 8)
                        + u2 * 8 * 8
                        + (2 * u3 - 1) * u4
                        + u4
                        + u4
                        + (2 * u4 - 1) * LENET_CLASSES
                        + LENET_CLASSES;
        long memory =
                convolutionMemory(LENET_KERNEL, 1, u1, 24)
                        + convolutionMemory(LENET_KERNEL, u1, u2, 8)
                        + u3 * u4
                        + u4
                        + u4 * LENET_CLASSES
                        + LENET_CLASSES;
        return new CostModel(flops, memory, memory, u1 * 24 * 24 + u2 * 8 * 8 + u4);
    }

    private static CostModel vgg(Vgg16 network, Structure structure) {
        List<Integer> units = structure.active();
        List<Vgg16.Block> blocks = network.blocks();
        long flops = 0;
        long convolutions = 0;
        long maps = 0;
        long in = blocks.get(0).inputs();
        for (int l = 0; l < blocks.size(); l++) {
            long out = units.get(l);
            long size = blocks.get(l).size();
            long map = out * size * size;
            flops +=
                    convolutionFlops(VGG_KERNEL, in, out, size)
                            + (blocks.get(l).pooled() ? map : 0);
            convolutions += convolutionMemory(VGG_KERNEL, in, out, size) + 2 * out;
            maps += map;
            in = out;
        }
        long u14 = units.get(blocks.size());
        long u15 = units.get(blocks.size() + 1);
        long classes = network.classes();
        flops += (2 * u14 - 1) * u15 + 2 * u15 + (2 * u15 - 1) * classes + 2 * classes;
        long dense = u14 * u15 + u15 + 2 * u14 + u15 * classes + classes;
        return new CostModel(
                flops, convolutions + blocks.size() * dense, convolutions + dense, maps + u15);
    }

    private static long convolutionFlops(long kernel, long in, long out, long size) {
        return out * size * size * (2 * kernel * in + 1);
    }

    private static long convolutionMemory(long kernel, long in, long out, long size) {
        return kernel * in * size * size + kernel * in * out;
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
            double featureMapsPercent) {
        /**
         * {@return the costs with two numbers in place of each weight: twice the operations and the
         * memory, the same feature maps} The paper's convention for a Bayesian network; it is not
         * computed by the published code.
         */
        public Relative doubled() {
            return new Relative(
                    xFlops / 2,
                    2 * memoryCodePercent,
                    2 * memoryCodeFixedPercent,
                    featureMapsPercent);
        }
    }
}
