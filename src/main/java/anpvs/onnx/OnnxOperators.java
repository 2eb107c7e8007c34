package anpvs.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import anpvs.UserError;
import anpvs.engine.Operators;
import anpvs.engine.RowOperators;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** What the operators of plain convolutional classifiers compute, by the ONNX specification. */
final class OnnxOperators {
    /** The operators that can be read, by name: what computes a node with its constants. */
    static final Map<String, BiFunction<OnnxNode, Initializers, Step>> ALL = new TreeMap<>();

    static {
        ALL.put("Conv", (node, given) -> on(node, SlidingWindow.convolution(node, given)));
        ALL.put("MaxPool", (node, given) -> on(node, SlidingWindow.maxPool(node)));
        ALL.put("AveragePool", (node, given) -> on(node, SlidingWindow.averagePool(node)));
        ALL.put("GlobalAveragePool", (node, given) -> on(plain(node), OnnxOperators::meanOfMaps));
        ALL.put("Gemm", (node, given) -> on(node, gemm(node, given)));
        ALL.put("Relu", (node, given) -> on(plain(node), Operators::relu));
        ALL.put("Log", (node, given) -> on(plain(node), NDArray::log));
        ALL.put("Identity", (node, given) -> on(plain(node), x -> x));
        ALL.put("Softmax", (node, given) -> on(node, softmax(node)));
        ALL.put("Dropout", (node, given) -> on(node, dropout(node, given.constants())));
        ALL.put(
                "BatchNormalization",
                (node, given) -> on(node, OnnxNormalization.batch(node, given)));
        ALL.put(
                "InstanceNormalization",
                (node, given) -> on(node, OnnxNormalization.instance(node, given)));
        ALL.put("Flatten", (node, given) -> on(node, flatten(node)));
        ALL.put("Reshape", (node, given) -> on(node, reshape(node, given.constants())));
        ALL.put("Add", (node, given) -> two(node, given, NDArray::add));
        ALL.put("Sub", (node, given) -> two(node, given, NDArray::sub));
        ALL.put("Mul", (node, given) -> two(node, given, NDArray::mul));
        ALL.put("Div", (node, given) -> two(node, given, NDArray::div));
    }

    private OnnxOperators() {}

    /** One node, ready to compute. */
    @FunctionalInterface
    interface Step {
        /**
         * @param values what was computed before, by name
         * @return the node's output, owned by the manager of its input
         */
        NDArray apply(Map<String, NDArray> values);
    }

    /**
     * @param node of a graph
     * @param constants of the graph
     * @throws UserError if there is no such operator here
     */
    static void check(OnnxNode node, Map<String, OnnxTensor> constants) {
        if (!ALL.containsKey(node.operator())) {
            throw new UserError(
                    node.name()
                            + ": the operator "
                            + node.operator()
                            + " is not supported; supported are "
                            + String.join(", ", ALL.keySet())
                            + " and Constant");
        }
        boolean folded = node.inputs().stream().allMatch(constants::containsKey);
        if (folded) {
            throw node.refused(
                    "it computes with constants alone; fold them when exporting (in PyTorch:"
                            + " do_constant_folding=True)");
        }
    }

    /**
     * @param manager owner of its weights
     * @param type of its weights, which the images have too
     * @param node a node that {@link #check} let pass
     * @param constants of its graph
     * @return what computes it
     * @throws UserError naming the node, if it has settings that are not supported
     */
    static Step step(
            NDManager manager, DataType type, OnnxNode node, Map<String, OnnxTensor> constants) {
        return ALL.get(node.operator())
                .apply(node, new Initializers(manager, type, node, constants));
    }

    /** The constants of one node, moved to the engine. */
    record Initializers(
            NDManager manager, DataType type, OnnxNode node, Map<String, OnnxTensor> constants) {
        OnnxTensor tensor(int index) {
            OnnxTensor found = constants.get(node.input(index));
            if (found == null) {
                throw node.refused("its input " + (index + 1) + " is not a constant of the file");
            }
            return found;
        }

        NDArray get(int index, int dimensions) {
            OnnxTensor found = tensor(index);
            if (found.shape().dimension() != dimensions) {
                throw node.refused(
                        "its input "
                                + (index + 1)
                                + " is "
                                + found.shape()
                                + "; expected "
                                + dimensions
                                + " dimensions");
            }
            return found.toEngine(manager, type);
        }

        NDArray zeros(long size) {
            return manager.zeros(new Shape(size), type);
        }
    }

    private static OnnxNode plain(OnnxNode node) {
        node.allow();
        return node;
    }

    private static Step on(OnnxNode node, UnaryOperator<NDArray> operation) {
        String input = node.input(0);
        return values -> {
            NDArray x = values.get(input);
            if (x == null) {
                throw node.refused("its first input is a constant");
            }
            return operation.apply(x);
        };
    }

    private static Step two(
            OnnxNode node, Initializers weights, BinaryOperator<NDArray> operation) {
        node.allow();
        if (node.inputs().size() != 2) {
            throw node.refused(node.inputs().size() + " inputs; only two are supported");
        }
        NDArray left = constant(weights, 0);
        NDArray right = constant(weights, 1);
        return values ->
                operation.apply(
                        left == null
                                ? values.get(node.input(0))
                                : local(left, values.get(node.input(1))),
                        right == null ? values.get(node.input(1)) : right);
    }

    /** A handle of the constant that belongs to the other input's manager, as results must. */
    private static NDArray local(NDArray constant, NDArray other) {
        return RowOperators.handle(other.getManager(), constant);
    }

    private static NDArray constant(Initializers weights, int index) {
        OnnxTensor found = weights.constants().get(weights.node().input(index));
        return found == null ? null : found.toEngine(weights.manager(), weights.type());
    }

    /** The mean of each map: (N, C, H, W) to (N, C, 1, 1). */
    private static NDArray meanOfMaps(NDArray x) {
        Shape shape = x.getShape();
        long maps = shape.get(0) * shape.get(1);
        long positions = shape.size() / maps;
        return Operators.sumFeatures(x.reshape(maps, positions))
                .div(positions)
                .reshape(shape.get(0), shape.get(1), 1, 1);
    }

    private static UnaryOperator<NDArray> gemm(OnnxNode node, Initializers weights) {
        node.allow("alpha", "beta", "transA", "transB");
        node.expect("transA", 0, 0);
        boolean transposed = node.integer("transB", 0) != 0;
        NDArray given = weights.get(1, 2);
        NDArray matrix = (transposed ? given : given.transpose()).mul(node.number("alpha", 1));
        long outputs = matrix.getShape().get(0);
        NDArray bias =
                node.input(2) == null
                        ? weights.zeros(outputs)
                        : weights.tensor(2)
                                .toEngine(weights.manager(), weights.type())
                                .reshape(-1)
                                .broadcast(new Shape(outputs))
                                .mul(node.number("beta", 1));
        return x -> Linear.linear(x, matrix, bias).singletonOrThrow();
    }

    private static UnaryOperator<NDArray> softmax(OnnxNode node) {
        node.allow("axis");
        long axis = node.integer("axis", -1);
        if (axis != 1 && axis != -1) {
            throw node.refused("axis = " + axis + " is not supported, only 1 and -1");
        }
        return x -> {
            // before opset 13 it is taken over all dimensions from the axis on
            if (x.getShape().dimension() != 2) {
                throw node.refused("its input is " + x.getShape() + "; expected (N, classes)");
            }
            return x.softmax((int) axis);
        };
    }

    private static UnaryOperator<NDArray> dropout(
            OnnxNode node, Map<String, OnnxTensor> constants) {
        node.allow("ratio", "seed");
        String mode = node.input(2);
        if (mode != null) {
            throw node.refused(
                    "it has a training mode ("
                            + (constants.containsKey(mode) ? "a constant" : mode)
                            + "); export the model in evaluation mode");
        }
        return x -> x;
    }

    private static UnaryOperator<NDArray> flatten(OnnxNode node) {
        node.allow("axis");
        node.expect("axis", 1, 1);
        return x -> {
            long n = x.getShape().get(0);
            return x.reshape(n, x.getShape().size() / n);
        };
    }

    private static UnaryOperator<NDArray> reshape(
            OnnxNode node, Map<String, OnnxTensor> constants) {
        node.allow("allowzero");
        OnnxTensor target = constants.get(node.input(1));
        if (target == null || target.longs() == null || target.longs().length == 0) {
            throw node.refused("its target shape is not a constant vector of int64");
        }
        long[] wanted = target.longs();
        if (node.integer("allowzero", 0) != 0 && Arrays.stream(wanted).anyMatch(s -> s == 0)) {
            throw node.refused("allowzero = 1 with a size of 0 is not supported");
        }
        boolean restKnown = Arrays.stream(wanted).skip(1).allMatch(size -> size > 0);
        boolean batchFirst = wanted[0] == 0 || (wanted[0] == -1 && restKnown) || wanted[0] == 1;
        if (!batchFirst) {
            throw node.refused(
                    "its target "
                            + Arrays.toString(wanted)
                            + " fixes the number of images; expected it to begin with 0 or -1");
        }
        return x -> {
            long[] sizes = wanted.clone();
            sizes[0] = x.getShape().get(0); // 1: exported with a single image
            for (int i = 1; i < sizes.length; i++) {
                sizes[i] = sizes[i] == 0 ? x.getShape().get(i) : sizes[i];
            }
            return x.reshape(sizes);
        };
    }
}
