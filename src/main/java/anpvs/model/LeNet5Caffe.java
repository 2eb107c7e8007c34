package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import anpvs.engine.Operators;
import anpvs.mask.MaskLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * LeNet-5-Caffe for 1 x 28 x 28 images, 431,080 parameters:
 *
 * <pre>
 * conv1 5x5, 1 -> 20    mask 1 (20 channels)   ReLU = z1 (20, 24, 24)   max-pool 2
 * conv2 5x5, 20 -> 50   mask 2 (50 channels)   ReLU = z2 (50, 8, 8)     max-pool 2, flatten
 * mask 3 (800 inputs)   dense3 800 -> 500      ReLU = z3 (500)
 * mask 4 (500 inputs)   dense4 500 -> 10       logits
 * </pre>
 *
 * It has neither dropout nor batch statistics, so that training and evaluation mode are the same.
 */
public final class LeNet5Caffe implements Network {
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape ZERO = new Shape(0, 0);
    private static final MaskLayout MASKS = new MaskLayout(List.of(20, 50, 800, 500));

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(
                ParameterSpec.glorot("conv1.weight", new Shape(20, 1, 5, 5), 25, 25 * 20),
                ParameterSpec.glorot("conv1.bias", new Shape(20), 20, 20),
                ParameterSpec.glorot("conv2.weight", new Shape(50, 20, 5, 5), 25 * 20, 25 * 50),
                ParameterSpec.glorot("conv2.bias", new Shape(50), 50, 50),
                ParameterSpec.glorot("dense3.weight", new Shape(500, 800), 800, 500),
                ParameterSpec.glorot("dense3.bias", new Shape(500), 500, 500),
                ParameterSpec.glorot("dense4.weight", new Shape(10, 500), 500, 10),
                ParameterSpec.glorot("dense4.bias", new Shape(10), 10, 10));
    }

    @Override
    public MaskLayout maskLayout() {
        return MASKS;
    }

    @Override
    public Activations forward(
            NDArray images, Weights weights, NDArray mask, TrainingPass training) {
        NDArray z1 = Activation.relu(firstConvolution(images, weights, mask));
        NDArray z2 =
                Activation.relu(
                        masked(convolution(Operators.maxPool2(z1), weights, "conv2"), mask, 1));
        Activations head = head(Operators.maxPool2(z2), weights, mask);
        return new Activations(head.logits(), List.of(z1, z2, head.latents().get(0)));
    }

    /** The dense layers: the logits and z3. */
    private static Activations head(NDArray pooled, Weights weights, NDArray mask) {
        NDArray z3 = Activation.relu(dense(masked(flatten(pooled), mask, 2), weights, "dense3"));
        return new Activations(dense(masked(z3, mask, 3), weights, "dense4"), List.of(z3));
    }

    /**
     * {@inheritDoc}
     *
     * <p>ReLU and max-pool commute; on the pooled map ReLU has a quarter of the work.
     */
    @Override
    public NDArray logits(NDArray images, Weights weights, NDArray mask, TrainingPass training) {
        NDArray h1 = Activation.relu(Operators.maxPool2(firstConvolution(images, weights, mask)));
        NDArray h2 =
                Activation.relu(
                        Operators.maxPool2(masked(convolution(h1, weights, "conv2"), mask, 1)));
        return head(h2, weights, mask).logits();
    }

    private static NDArray convolution(NDArray input, Weights weights, String layer) {
        NDArray kernel = weights.get(layer + ".weight");
        NDArray bias = weights.get(layer + ".bias");
        return Conv2d.conv2d(input, kernel, bias, ONE, ZERO, ONE, 1).singletonOrThrow();
    }

    private static NDArray flatten(NDArray input) {
        return input.reshape(input.getShape().get(0), MASKS.units().get(2));
    }

    private static NDArray dense(NDArray input, Weights weights, String layer) {
        return Linear.linear(input, weights.get(layer + ".weight"), weights.get(layer + ".bias"))
                .singletonOrThrow();
    }

    /**
     * Convolution 1 with its mask. The mask multiplies the kernel of each example, and the
     * convolution is a batch of matrix products with the image's patches: the backward pass of a
     * product with the whole map, and that of a convolution of one channel, take four times longer.
     */
    private static NDArray firstConvolution(NDArray images, Weights weights, NDArray mask) {
        if (mask == null) {
            return convolution(images, weights, "conv1");
        }
        long n = images.getShape().get(0);
        NDArray ones = images.getManager().ones(new Shape(n, 1, 24 * 24), images.getDataType());
        NDArray patches = Operators.patches(images, 5).concat(ones, 1);
        NDArray kernel = weights.get("conv1.weight").reshape(20, 25);
        NDArray rows = kernel.concat(weights.get("conv1.bias").reshape(20, 1), 1);
        NDArray scaled = MASKS.part(mask, 0).reshape(-1, 20, 1).mul(rows.reshape(1, 20, 26));
        return Operators.batchDot(scaled, patches).reshape(n, 20, 24, 24);
    }

    /** Multiplies each unit by its mask. */
    private static NDArray masked(NDArray input, NDArray mask, int index) {
        if (mask == null) {
            return input;
        }
        NDArray units = MASKS.part(mask, index);
        return input.mul(
                input.getShape().dimension() == 4
                        ? Operators.spread(units, input.getShape())
                        : units);
    }

    @Override
    public Weights fold(NDManager manager, Weights weights, NDArray mask) {
        if (mask == null) {
            return weights;
        }
        Map<String, NDArray> changed = new LinkedHashMap<>();
        try (NDManager scope = manager.newSubManager()) {
            NDArray row = mask.reshape(1, MASKS.total());
            row.attach(scope);
            NDArray m1 = MASKS.part(row, 0);
            NDArray m2 = MASKS.part(row, 1);
            changed.put("conv1.weight", weights.get("conv1.weight").mul(m1.reshape(20, 1, 1, 1)));
            changed.put("conv1.bias", weights.get("conv1.bias").mul(m1.reshape(20)));
            changed.put("conv2.weight", weights.get("conv2.weight").mul(m2.reshape(50, 1, 1, 1)));
            changed.put("conv2.bias", weights.get("conv2.bias").mul(m2.reshape(50)));
            changed.put("dense3.weight", weights.get("dense3.weight").mul(MASKS.part(row, 2)));
            changed.put("dense4.weight", weights.get("dense4.weight").mul(MASKS.part(row, 3)));
            changed.values().forEach(array -> array.attach(manager));
        }
        Map<String, NDArray> folded = new LinkedHashMap<>(weights.arrays());
        folded.putAll(changed);
        return new Weights(folded);
    }
}
