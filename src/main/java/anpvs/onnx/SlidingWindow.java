package anpvs.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import anpvs.engine.Operators;
import java.util.function.UnaryOperator;

/**
 * The operators that slide a window over maps: convolution and pooling.
 *
 * @param node whose window it is
 * @param kernel height and width
 * @param strides down and right
 * @param dilations down and right
 * @param pads top, left, bottom, right; unless {@code auto} says otherwise
 * @param auto how pads follow from the size of the map: NOTSET, VALID, SAME_UPPER or SAME_LOWER
 */
@SuppressWarnings("ArrayRecordComponent") // read only
record SlidingWindow(
        OnnxNode node, long[] kernel, long[] strides, long[] dilations, long[] pads, String auto) {
    private static final Shape NONE = new Shape(0, 0);

    /** Below every feature, and finite, so that nothing becomes NaN. */
    private static final double LOWEST = -Float.MAX_VALUE;

    private static SlidingWindow of(OnnxNode node, long[] kernel) {
        String auto = node.text("auto_pad", "NOTSET");
        if (!auto.matches("NOTSET|VALID|SAME_UPPER|SAME_LOWER")) {
            throw node.refused("auto_pad = " + auto + " is unknown");
        }
        return new SlidingWindow(
                node,
                kernel,
                node.integers("strides", 2, 1),
                node.integers("dilations", 2, 1),
                node.integers("pads", 4, 0),
                auto);
    }

    /** {@return pads of a map: top, left, bottom, right} */
    private long[] padsOf(NDArray x) {
        if (auto.equals("NOTSET")) {
            return pads;
        }
        long[] found = new long[4];
        for (int i = 0; i < 2 && !auto.equals("VALID"); i++) {
            long size = x.getShape().get(2 + i);
            long outputs = (size + strides[i] - 1) / strides[i];
            long reach = (kernel[i] - 1) * dilations[i] + 1;
            long total = Math.max(0, (outputs - 1) * strides[i] + reach - size);
            found[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
            found[i + 2] = total - found[i];
        }
        return found;
    }

    private static boolean even(long[] pads) {
        return pads[0] == pads[2] && pads[1] == pads[3];
    }

    /** A map, and the padding that is left to the engine, which pads evenly alone. */
    private record Padded(NDArray map, Shape padding) {
        static Padded of(NDArray x, long[] pads, double value) {
            return even(pads)
                    ? new Padded(x, pair(pads))
                    : new Padded(Operators.pad(x, pads, value), NONE);
        }
    }

    private static Shape pair(long[] values) {
        return new Shape(values[0], values[1]);
    }

    static UnaryOperator<NDArray> convolution(OnnxNode node, OnnxOperators.Initializers weights) {
        node.allow("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides");
        NDArray kernel = weights.get(1, 4);
        Shape shape = kernel.getShape();
        NDArray bias = node.input(2) == null ? weights.zeros(shape.get(0)) : weights.get(2, 1);
        SlidingWindow window = of(node, new long[] {shape.get(2), shape.get(3)});
        int groups = (int) node.integer("group", 1);
        Shape strides = pair(window.strides);
        Shape dilations = pair(window.dilations);
        return x -> {
            Padded in = Padded.of(x, window.padsOf(x), 0);
            return Conv2d.conv2d(in.map, kernel, bias, strides, in.padding, dilations, groups)
                    .singletonOrThrow();
        };
    }

    private static SlidingWindow pool(OnnxNode node) {
        SlidingWindow window = of(node, node.integers("kernel_shape", 2, 0));
        if (window.kernel[0] < 1 || window.kernel[1] < 1) {
            throw node.refused("kernel_shape is missing");
        }
        if (window.dilations[0] != 1 || window.dilations[1] != 1) {
            throw node.refused("dilations are not supported");
        }
        return window;
    }

    /** Whether rounding up adds a window that begins behind the input and the padding before it. */
    private boolean beginsBeyond(Shape input, long[] pads) {
        for (int i = 0; i < 2; i++) {
            long size = input.get(2 + i);
            long room = size + pads[i] + pads[2 + i] - kernel[i];
            long last = (room + strides[i] - 1) / strides[i] * strides[i];
            if (last >= size + pads[i]) {
                return true;
            }
        }
        return false;
    }

    static UnaryOperator<NDArray> maxPool(OnnxNode node) {
        node.allow(
                "auto_pad",
                "ceil_mode",
                "dilations",
                "kernel_shape",
                "pads",
                "storage_order",
                "strides");
        SlidingWindow window = pool(node);
        boolean ceil = node.integer("ceil_mode", 0) != 0;
        return x -> {
            long[] pads = window.padsOf(x);
            if (ceil && window.beginsBeyond(x.getShape(), pads)) {
                throw node.refused(
                        "with ceil_mode its last window lies in the padding alone, which ONNX leaves"
                                + " out");
            }
            Padded in = Padded.of(x, pads, LOWEST);
            return Pool.maxPool2d(
                    in.map, pair(window.kernel), pair(window.strides), in.padding, ceil);
        };
    }

    static UnaryOperator<NDArray> averagePool(OnnxNode node) {
        node.allow(
                "auto_pad",
                "ceil_mode",
                "count_include_pad",
                "dilations",
                "kernel_shape",
                "pads",
                "strides");
        node.expect("ceil_mode", 0, 0);
        SlidingWindow window = pool(node);
        boolean counted = node.integer("count_include_pad", 0) != 0;
        return x -> {
            long[] pads = window.padsOf(x);
            if (!even(pads) && !counted) {
                throw node.refused("uneven pads that do not count are not supported");
            }
            Padded in = Padded.of(x, pads, 0);
            return Pool.avgPool2d(
                    in.map, pair(window.kernel), pair(window.strides), in.padding, false, counted);
        };
    }
}
