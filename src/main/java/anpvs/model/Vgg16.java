package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import anpvs.UserError;
import anpvs.engine.Operators;
import anpvs.mask.MaskLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * VGG-16 with batch normalisation for 3 x 32 x 32 images; 14,991,946 parameters with ten classes:
 *
 * <pre>
 * each image: (x - mean) / standard deviation, over its pixels and channels
 * block l = 1 .. 13:  conv l 3x3   mask l (output channels)   bn l   ReLU = z_l
 *                     then dropout in training, or max-pool 2
 * flatten             mask 14 (inputs; without masks: dropout .5)
 * dense14 = z_14a     bn14   ReLU = z_14b
 *                     mask 15 (inputs; without masks: dropout .5)
 * dense15             logits
 * </pre>
 *
 * The dropouts of the blocks stay with masks too, as in the published code. The masks come before
 * batch normalisation: a pruned channel is not zero behind it but the constant max(0, beta - gamma
 * mean / sqrt(variance + epsilon)).
 */
public final class Vgg16 implements Network {
    /** Added to the variance in batch normalisation. */
    public static final double EPSILON = 1e-3;

    private static final Shape ONE = new Shape(1, 1);

    /**
     * A convolution and what follows it.
     *
     * @param inputs channels in
     * @param outputs channels out, units of its mask
     * @param size height and width of its output
     * @param pooled whether a max-pool follows
     * @param dropout rate of the dropout that follows otherwise
     */
    public record Block(int inputs, int outputs, int size, boolean pooled, double dropout) {}

    private final int classes;
    private final double width;
    private final double dropout;
    private final boolean preActivationLatent;
    private final boolean standardises;
    private final int dense;
    private final List<Block> blocks;
    private final MaskLayout masks;

    /**
     * @param classes number of classes
     * @param width factor of all channels, in (0, 1]; 1 in the paper
     * @param dropout factor of all dropout rates, in [0, 1]; 1 in the paper
     * @param preActivationLatent whether z_14a is a latent feature too, as in the published code
     * @throws UserError if the width is not in (0, 1] or the dropout not in [0, 1]
     */
    public Vgg16(int classes, double width, double dropout, boolean preActivationLatent) {
        this(classes, width, dropout, preActivationLatent, true);
    }

    private Vgg16(
            int classes,
            double width,
            double dropout,
            boolean preActivationLatent,
            boolean standardises) {
        if (!(width > 0 && width <= 1)) {
            throw new UserError("width is " + width + "; expected a number above 0, at most 1");
        }
        if (!(dropout >= 0 && dropout <= 1)) {
            throw new UserError("dropout is " + dropout + "; expected a factor in [0, 1]");
        }
        this.classes = classes;
        this.width = width;
        this.dropout = dropout;
        this.preActivationLatent = preActivationLatent;
        this.standardises = standardises;
        this.dense = channels(512, width);
        double[][] table = { // channels, size, rate of the dropout or 0 for a max-pool
            {64, 32, .3},
            {64, 32, 0},
            {128, 16, .4},
            {128, 16, 0},
            {256, 8, .4},
            {256, 8, .4},
            {256, 8, 0},
            {512, 4, .4},
            {512, 4, .4},
            {512, 4, 0},
            {512, 2, .4},
            {512, 2, .4},
            {512, 2, 0}
        };
        List<Block> list = new ArrayList<>();
        int inputs = 3;
        for (double[] row : table) {
            int outputs = channels(row[0], width);
            list.add(new Block(inputs, outputs, (int) row[1], row[2] == 0, dropout * row[2]));
            inputs = outputs;
        }
        this.blocks = List.copyOf(list);
        this.masks =
                new MaskLayout(
                        Stream.concat(blocks.stream().map(Block::outputs), Stream.of(dense, dense))
                                .toList());
    }

    /**
     * {@return the network behind its first step, for images that are standardised already; the
     * published code attacks it there}
     */
    public Vgg16 ofStandardised() {
        return new Vgg16(classes, width, dropout, preActivationLatent, false);
    }

    private static int channels(double full, double width) {
        return (int) Math.max(1, Math.round(full * width));
    }

    /** {@return the 13 convolutions, in forward order} */
    public List<Block> blocks() {
        return blocks;
    }

    /** {@return number of classes} */
    public int classes() {
        return classes;
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> list = new ArrayList<>();
        for (int l = 1; l <= blocks.size(); l++) {
            Block block = blocks.get(l - 1);
            Shape kernel = new Shape(block.outputs, block.inputs, 3, 3);
            layer(list, "conv" + l, kernel, 9 * block.inputs, 9 * block.outputs);
            BatchNorm.parameters(list, "bn" + l, block.outputs);
        }
        layer(list, "dense14", new Shape(dense, dense), dense, dense);
        BatchNorm.parameters(list, "bn14", dense);
        layer(list, "dense15", new Shape(classes, dense), dense, classes);
        return list;
    }

    private static void layer(
            List<ParameterSpec> list, String name, Shape shape, int fanIn, int fanOut) {
        int outputs = (int) shape.get(0);
        list.add(ParameterSpec.glorot(name + ".weight", shape, fanIn, fanOut));
        list.add(ParameterSpec.glorot(name + ".bias", new Shape(outputs), outputs, outputs));
    }

    @Override
    public MaskLayout maskLayout() {
        return masks;
    }

    /**
     * {@inheritDoc}
     *
     * <p>In training mode it must be recorded by an open gradient collector, else the engine does
     * not normalise by the batch. Latents: z_1 .. z_13 and z_14b, the features after each ReLU;
     * where the network was made with it, z_14a before z_14b.
     */
    @Override
    public Activations forward(
            NDArray images, Weights weights, NDArray mask, TrainingPass training) {
        List<NDArray> latents = new ArrayList<>();
        Precision precision = Precision.of(training);
        NDArray h = precision.rounded(standardised(images));
        for (int l = 1; l <= blocks.size(); l++) {
            Block block = blocks.get(l - 1);
            h = Operators.relu(beforeActivation(h, l, weights, mask, training));
            latents.add(precision.exact(h));
            h = block.pooled ? Operators.enginesMaxPool2(h) : dropout(h, block.dropout, training);
        }
        NDArray logits = head(precision.exact(h), weights, mask, training, latents);
        return new Activations(logits, latents);
    }

    /**
     * {@inheritDoc}
     *
     * <p>ReLU and max-pool commute; on the pooled map ReLU has a quarter of the work.
     */
    @Override
    public NDArray logits(NDArray images, Weights weights, NDArray mask, TrainingPass training) {
        Precision precision = Precision.of(training);
        NDArray h = convolutions(precision.rounded(standardised(images)), weights, mask, training);
        return head(precision.exact(h), weights, mask, training, new ArrayList<>());
    }

    private NDArray standardised(NDArray images) {
        return standardises ? Standardisation.of(images) : images;
    }

    /** All blocks on standardised images. */
    NDArray convolutions(
            NDArray standardised, Weights weights, NDArray mask, TrainingPass training) {
        NDArray h = standardised;
        for (int l = 1; l <= blocks.size(); l++) {
            Block block = blocks.get(l - 1);
            h = beforeActivation(h, l, weights, mask, training);
            h =
                    block.pooled
                            ? Operators.relu(Operators.enginesMaxPool2(h))
                            : dropout(Operators.relu(h), block.dropout, training);
        }
        return h;
    }

    @Override
    public Classifier bfloat16Classifier(NDManager manager, Weights weights, NDArray mask) {
        return Bfloat16Vgg.of(manager, this, weights, mask);
    }

    /** Convolution l, its mask and its batch normalisation. */
    private NDArray beforeActivation(
            NDArray input, int l, Weights weights, NDArray mask, TrainingPass training) {
        Precision precision = Precision.of(training);
        NDArray kernel = precision.rounded(weights.get("conv" + l + ".weight"));
        NDArray bias = precision.rounded(weights.get("conv" + l + ".bias"));
        NDArray h = Conv2d.conv2d(input, kernel, bias, ONE, ONE, ONE, 1).singletonOrThrow();
        if (mask != null) {
            h = precision.product(h, Operators.spread(masks.part(mask, l - 1), h.getShape()));
        }
        return isFolded(weights, l) ? h : BatchNorm.of(h, "bn" + l, weights, training);
    }

    /** What follows the blocks; adds its latents to the list. */
    NDArray head(
            NDArray pooled,
            Weights weights,
            NDArray mask,
            TrainingPass training,
            List<NDArray> latents) {
        NDArray h = maskedOrDropped(pooled.reshape(-1, dense), 13, mask, training);
        h = linear(h, "dense14", weights);
        if (preActivationLatent) {
            latents.add(h);
        }
        h = Operators.relu(BatchNorm.of(h, "bn14", weights, training));
        latents.add(h);
        return linear(maskedOrDropped(h, 14, mask, training), "dense15", weights);
    }

    private NDArray maskedOrDropped(NDArray input, int index, NDArray mask, TrainingPass training) {
        if (mask != null) {
            return input.mul(masks.part(mask, index));
        }
        return training == null ? input : training.dropped(input, 0.5 * dropout);
    }

    private static NDArray dropout(NDArray maps, double rate, TrainingPass training) {
        return training == null ? maps : training.droppedMaps(maps, rate);
    }

    private static NDArray linear(NDArray input, String layer, Weights weights) {
        return Linear.linear(input, weights.get(layer + ".weight"), weights.get(layer + ".bias"))
                .singletonOrThrow();
    }

    private static boolean isFolded(Weights weights, int l) {
        return !weights.arrays().containsKey("bn" + l + ".weight");
    }

    /**
     * {@inheritDoc}
     *
     * <p>Batch normalisation of the convolutions goes into kernels and biases, and bn1 .. bn13 are
     * no longer among the weights: with s = gamma / sqrt(running variance + epsilon) the kernel is
     * multiplied by s m, and the bias becomes s (m b - running mean) + beta. So a pruned channel
     * has a zero kernel and its constant, before the ReLU, as bias. bn14 stays, because its input
     * may be a latent feature; masks 14 and 15 go into the columns of dense14 and dense15.
     */
    @Override
    public Weights fold(NDManager manager, Weights weights, NDArray mask) {
        if (isFolded(weights, 1)) {
            throw new IllegalArgumentException("these weights are folded already");
        }
        return new BatchNormFolding(blocks, masks, weights).fold(manager, mask);
    }
}
