package anpvs.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.Normalisation;
import anpvs.engine.Operators;
import java.util.function.UnaryOperator;

/** The operators that normalise maps. */
final class OnnxNormalization {
    private OnnxNormalization() {}

    /** By the moments that the file holds. */
    static UnaryOperator<NDArray> batch(OnnxNode node, OnnxOperators.Initializers weights) {
        node.allow("epsilon", "momentum", "spatial", "training_mode");
        node.expect("training_mode", 0, 0);
        node.expect("spatial", 1, 1);
        NDArray[] arrays = new NDArray[4];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = weights.get(i + 1, 1);
        }
        double epsilon = node.number("epsilon", 1e-5);
        return x -> Normalisation.normalise(x, arrays[0], arrays[1], arrays[2], arrays[3], epsilon);
    }

    /** Each map of each image by its own moments. */
    static UnaryOperator<NDArray> instance(OnnxNode node, OnnxOperators.Initializers weights) {
        node.allow("epsilon");
        double epsilon = node.number("epsilon", 1e-5);
        boolean changes = !all(weights.tensor(1), 1) || !all(weights.tensor(2), 0);
        NDArray scale = weights.get(1, 1).reshape(1, -1, 1, 1);
        NDArray shift = weights.get(2, 1).reshape(1, -1, 1, 1);
        return x -> {
            Shape shape = x.getShape();
            long maps = shape.get(0) * shape.get(1);
            long size = shape.size() / maps;
            // not the engine's layer norm, whose float32 sums are off by 1e-5
            NDArray rows = x.reshape(maps, size);
            NDArray centred = rows.sub(Operators.sumFeatures(rows).div(size));
            NDArray variance = Operators.sumFeatures(centred.square()).div(size);
            NDArray normal = centred.mul(variance.add(epsilon).pow(-0.5)).reshape(shape);
            return changes ? normal.mul(scale).add(shift) : normal;
        };
    }

    private static boolean all(OnnxTensor tensor, float value) {
        for (float one : tensor.floats()) {
            if (one != value) {
                return false;
            }
        }
        return true;
    }
}
