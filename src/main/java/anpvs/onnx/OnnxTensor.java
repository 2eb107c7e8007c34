package anpvs.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.TensorProto;
import anpvs.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A constant of a graph: weights as float32, or dimensions as int64.
 *
 * @param name for people
 * @param shape dimensions; none of a scalar
 * @param floats row-major; null of int64
 * @param longs row-major; null of float32
 */
@SuppressWarnings("ArrayRecordComponent") // moved once from the file into the engine
record OnnxTensor(String name, Shape shape, float[] floats, long[] longs) {
    /**
     * @param tensor of a file
     * @return its content
     * @throws UserError if it is of another type, lies in another file, or is damaged
     */
    static OnnxTensor of(TensorProto tensor) {
        String what = "tensor '" + tensor.getName() + "'";
        if (tensor.getExternalDataCount() > 0) {
            throw new UserError(
                    what
                            + " lies in another file; save the model with its weights inside (in"
                            + " PyTorch torch.onnx.export with dynamo=False)");
        }
        long[] sizes = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        boolean real = tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE;
        if (!real && tensor.getDataType() != TensorProto.DataType.INT64_VALUE) {
            TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
            throw new UserError(what + " is " + type + "; expected float32, or int64 for shapes");
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = real ? floats(tensor, raw) : null;
        long[] longs = real ? null : longs(tensor, raw);
        Shape shape = new Shape(sizes);
        long count = real ? floats.length : longs.length;
        if (count != Arrays.stream(sizes).reduce(1, (a, b) -> a * b)) {
            throw new UserError(what + " is damaged: " + count + " numbers do not fill " + shape);
        }
        for (int i = 0; real && i < floats.length; i++) {
            if (!Float.isFinite(floats[i])) {
                throw new UserError(what + " holds a number that is not finite, at position " + i);
            }
        }
        return new OnnxTensor(tensor.getName(), shape, floats, longs);
    }

    private static float[] floats(TensorProto tensor, ByteBuffer raw) {
        if (tensor.getFloatDataCount() > 0) {
            float[] values = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
            return values;
        }
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    private static long[] longs(TensorProto tensor, ByteBuffer raw) {
        if (tensor.getInt64DataCount() > 0) {
            return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
        }
        long[] values = new long[raw.remaining() / Long.BYTES];
        raw.asLongBuffer().get(values);
        return values;
    }

    /**
     * @param manager owner of the array
     * @param type of the array: float32 or float64
     * @return the array
     */
    NDArray toEngine(NDManager manager, DataType type) {
        if (floats == null) {
            throw new UserError("tensor '" + name + "' is int64 where float32 is needed");
        }
        return manager.create(floats, shape).toType(type, false);
    }
}
