package anpvs.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.util.PairList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** MXNet operators that DJL's NDArray does not offer, and reductions in their fast form. */
public final class Operators {
    private static final boolean AVX_512 = Processor.instructions().contains("avx512bw");

    /** The engine's own switch. */
    private static final boolean ONE_DNN =
            !List.of("0", "false")
                    .contains(
                            System.getenv()
                                    .getOrDefault("MXNET_MKLDNN_ENABLED", "1")
                                    .toLowerCase(Locale.ROOT));

    private Operators() {}

    /**
     * Softmax whose backward pass is that of the summed cross-entropy: one operator each way
     * instead of six. The value is the softmax; only its gradient is of use.
     *
     * @param logits (N, classes) float32
     * @param labels class numbers (N) float32
     * @return (N, classes); a collector's backward from it gives softmax - one-hot
     */
    public static NDArray softmaxOutput(NDArray logits, NDArray labels) {
        return invoke("SoftmaxOutput", Map.of(), logits, labels);
    }

    /**
     * One fused Adam update, in place (Kingma and Ba 2015; TensorFlow's form with the bias
     * corrections in the rate).
     *
     * @param parameter the parameter, changed
     * @param gradient its gradient, same shape
     * @param mean first moment, changed
     * @param variance second moment, changed
     * @param rate learning rate times sqrt(1 - beta2^t) / (1 - beta1^t)
     * @param weightDecay added to the gradient as weightDecay * parameter
     */
    public static void adamUpdate(
            NDArray parameter,
            NDArray gradient,
            NDArray mean,
            NDArray variance,
            double rate,
            double weightDecay) {
        Map<String, Object> settings =
                Map.of(
                        "lr", Double.toString(rate),
                        "beta1", "0.9",
                        "beta2", "0.999",
                        "epsilon", "1e-8",
                        "wd", Double.toString(weightDecay),
                        "lazy_update", "False");
        parameter
                .getManager()
                .invoke(
                        "adam_update",
                        new NDArray[] {parameter, gradient, mean, variance},
                        new NDArray[] {parameter},
                        new PairList<>(settings));
    }

    /**
     * The patches that a convolution without padding sees (im2col).
     *
     * @param images (N, C, H, W)
     * @param kernel side of the square kernel
     * @return (N, C kernel^2, positions), differentiable
     */
    public static NDArray patches(NDArray images, int kernel) {
        Map<String, Object> settings =
                Map.of(
                        "kernel", "(" + kernel + ", " + kernel + ")",
                        "stride", "(1, 1)",
                        "dilate", "(1, 1)",
                        "pad", "(0, 0)");
        return invoke("im2col", settings, images);
    }

    /**
     * @param left (N, a, b)
     * @param right (N, b, c)
     * @return (N, a, c), the matrix product of each example
     */
    public static NDArray batchDot(NDArray left, NDArray right) {
        return invoke("_npx_batch_dot", Map.of(), left, right);
    }

    /**
     * A map with a border.
     *
     * @param x (N, C, H, W)
     * @param pads rows and columns of the border: top, left, bottom, right
     * @param value of the border
     * @return (N, C, H + top + bottom, W + left + right), differentiable
     */
    public static NDArray pad(NDArray x, long[] pads, double value) {
        String width = "(0, 0, 0, 0, %s, %s, %s, %s)".formatted(pads[0], pads[2], pads[1], pads[3]);
        String border = Double.toString(value);
        Map<String, Object> settings =
                Map.of(
                        "mode", "constant",
                        "pad_width", width,
                        "constant_value", border);
        return invoke("Pad", settings, x);
    }

    /**
     * The first channels of a map. The engine's own slice fails on the layout of the fast
     * convolution where the number is no multiple of its blocks.
     *
     * @param x (N, C, H, W)
     * @param channels how many, at most C
     * @return (N, channels, H, W), differentiable
     */
    public static NDArray firstChannels(NDArray x, int channels) {
        String end = Integer.toString(channels);
        return invoke("slice_axis", Map.of("axis", "1", "begin", "0", "end", end), x);
    }

    /**
     * The largest of each square of 2 x 2. Without AVX-512 the engine's own max-pool is not
     * vectorised for maps whose channels are no multiple of 8, and takes two thirds of a forward
     * pass of LeNet.
     *
     * @param x (N, C, H, W), H and W even
     * @return (N, C, H / 2, W / 2), differentiable
     */
    public static NDArray maxPool2(NDArray x) {
        return x.getDevice().isGpu() || AVX_512 ? enginesMaxPool2(x) : maxOfSlices(x);
    }

    /**
     * The same by the engine's own operator, which keeps the layout of the fast convolution.
     *
     * @param x (N, C, H, W)
     * @return (N, C, H / 2, W / 2), differentiable
     */
    public static NDArray enginesMaxPool2(NDArray x) {
        Shape two = new Shape(2, 2);
        return Pool.maxPool2d(x, two, two, new Shape(0, 0), false);
    }

    /** Has the values and gradients of the engine's max-pool, also where several are largest. */
    static NDArray maxOfSlices(NDArray x) {
        NDArray upper = everySecond(x, 0, 0).maximum(everySecond(x, 0, 1));
        return upper.maximum(everySecond(x, 1, 0).maximum(everySecond(x, 1, 1)));
    }

    private static NDArray everySecond(NDArray x, int row, int column) {
        Map<String, Object> settings =
                Map.of(
                        "begin", "(None, None, %s, %s)".formatted(row, column),
                        "end", "(None, None, None, None)",
                        "step", "(None, None, 2, 2)");
        return invoke("slice", settings, x);
    }

    /**
     * max(x, 0) by the operator that keeps the layout of the fast convolution.
     *
     * @param x any shape
     * @return same shape
     */
    public static NDArray relu(NDArray x) {
        return invoke("_npx_activation", Map.of("act_type", "relu"), x);
    }

    /**
     * |x|; with oneDNN, on the CPU, as a leaky ReLU of slope -1, in a quarter of the time of the
     * engine's own. The engine's other kernels, a GPU's among them, tell the two sides of a leaky
     * ReLU apart by its output, which of this one is never negative; there it is 2 max(x, 0) - x.
     *
     * @param x any shape
     * @return same shape, with gradient 1 where x is positive, else -1
     */
    public static NDArray abs(NDArray x) {
        boolean oneDnn = ONE_DNN && !x.getDevice().isGpu();
        return oneDnn ? Activation.leakyRelu(x, -1f) : relu(x).mul(2).sub(x);
    }

    /**
     * x + step sign(direction) as one operator.
     *
     * @param x any shape
     * @param direction same shape
     * @param step length of the step
     * @return same shape, owned by the manager of {@code x}
     */
    public static NDArray signStep(NDArray x, NDArray direction, double step) {
        Map<String, Object> settings = Map.of("lr", Double.toString(-step), "wd", "0");
        return invoke("signsgd_update", settings, x, direction);
    }

    /**
     * @param x any shape, float
     * @return e^x - 1 without cancellation near 0
     */
    public static NDArray expm1(NDArray x) {
        return invoke("_npi_expm1", Map.of(), x);
    }

    /**
     * @param arrays any arrays, float32
     * @return whether every element of every array is finite
     */
    public static boolean allFinite(List<NDArray> arrays) {
        // the exact test takes longer than a training pass; a finite sum of squares is proof enough
        for (float sum : values(multi("multi_sum_sq", arrays))) {
            if (!Float.isFinite(sum)) {
                return values(multi("multi_all_finite", arrays))[0] == 1f;
            }
        }
        return true;
    }

    private static float[] values(NDArray result) {
        try (result) {
            return result.toFloatArray();
        }
    }

    /**
     * @param arrays any arrays, float32
     * @return sum of the squares of all elements, a scalar float32
     */
    public static NDArray sumSquares(List<NDArray> arrays) {
        return multi("multi_sum_sq", arrays).sum();
    }

    private static NDArray multi(String operator, List<NDArray> arrays) {
        Map<String, Object> settings = Map.of("num_arrays", Integer.toString(arrays.size()));
        return invoke(operator, settings, arrays.toArray(new NDArray[0]));
    }

    /**
     * The sum over everything but the first axis by dense layers of ones, up to ten times faster
     * than the engine's reduction.
     *
     * @param array (N, ...) float
     * @return (N, 1)
     */
    public static NDArray sumFeatures(NDArray array) {
        long n = array.getShape().get(0);
        long features = array.getShape().size() / n;
        // a sum of too many terms loses digits
        long width = Math.min(features, 1024);
        while (features % width != 0) {
            width--;
        }
        width = width == 1 ? features : width; // a prime number
        // not closed here: closing waits for the engine
        NDArray ones = array.getManager().ones(new Shape(1, width), array.getDataType());
        NDArray sums = Linear.linear(array.reshape(-1, width), ones).singletonOrThrow();
        return width == features ? sums : sumFeatures(sums.reshape(n, -1));
    }

    /**
     * Repeats each value over a map, as a matrix product: the backward pass of the engine's own
     * broadcast takes ten times longer.
     *
     * @param values (N, C) float32
     * @param shape (N, C, H, W)
     * @return the array of that shape, differentiable
     */
    public static NDArray spread(NDArray values, Shape shape) {
        long positions = shape.get(2) * shape.get(3);
        NDArray ones = values.getManager().ones(new Shape(1, positions), values.getDataType());
        return values.reshape(-1, 1).matMul(ones).reshape(shape);
    }

    /**
     * @param x any shape, float
     * @return ln(1 + x) without cancellation near 0
     */
    public static NDArray log1p(NDArray x) {
        return invoke("_npi_log1p", Map.of(), x);
    }

    static NDArray invoke(String operator, Map<String, Object> settings, NDArray... inputs) {
        NDManager manager = inputs[0].getManager();
        return manager.invoke(operator, new NDList(inputs), new PairList<>(settings))
                .singletonOrThrow();
    }
}
