package anpvs.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An array outside the engine.
 *
 * @param type element type: float32, float64, int32, int64 or uint8
 * @param shape dimensions, row-major
 * @param data the elements, little-endian
 */
@SuppressWarnings("ArrayRecordComponent") // moved once between file and engine
public record HostArray(DataType type, Shape shape, byte[] data) {
    /** Checks that the data fills the shape. */
    public HostArray {
        if (data.length != shape.size() * type.getNumOfBytes()) {
            throw new IllegalArgumentException(
                    "%s bytes do not fill %s of %s".formatted(data.length, shape, type));
        }
    }

    /** {@return the content of an array of the engine} */
    public static HostArray of(NDArray array) {
        ByteBuffer buffer = array.toByteBuffer();
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return new HostArray(array.getDataType(), array.getShape(), data);
    }

    /** {@return a vector of uint8} */
    public static HostArray ofBytes(byte[] bytes) {
        return new HostArray(DataType.UINT8, new Shape(bytes.length), bytes);
    }

    /** {@return a vector of uint8: the bytes of a text in UTF-8} */
    public static HostArray ofText(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param shape dimensions
     * @param values the elements, row-major
     * @return an array of float32
     */
    public static HostArray ofFloats(Shape shape, float... values) {
        byte[] data = new byte[values.length * Float.BYTES];
        littleEndian(data).asFloatBuffer().put(values);
        return new HostArray(DataType.FLOAT32, shape, data);
    }

    /** {@return a vector of float64} */
    public static HostArray ofDoubles(double... values) {
        byte[] data = new byte[values.length * Double.BYTES];
        littleEndian(data).asDoubleBuffer().put(values);
        return new HostArray(DataType.FLOAT64, new Shape(values.length), data);
    }

    /** {@return a vector of int32} */
    public static HostArray ofInts(int... values) {
        byte[] data = new byte[values.length * Integer.BYTES];
        littleEndian(data).asIntBuffer().put(values);
        return new HostArray(DataType.INT32, new Shape(values.length), data);
    }

    /** {@return a scalar of int64} */
    public static HostArray ofLong(long value) {
        byte[] data = new byte[Long.BYTES];
        littleEndian(data).putLong(value);
        return new HostArray(DataType.INT64, new Shape(), data);
    }

    private static ByteBuffer littleEndian(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@return the text of {@link #ofText}} */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** {@return the elements of an array of float32, row-major} */
    public float[] floats() {
        float[] values = new float[data.length / Float.BYTES];
        buffer().asFloatBuffer().get(values);
        return values;
    }

    /** {@return the elements of an array of float64, row-major} */
    public double[] doubles() {
        double[] values = new double[data.length / Double.BYTES];
        buffer().asDoubleBuffer().get(values);
        return values;
    }

    /** {@return the elements of an array of int32, row-major} */
    public int[] ints() {
        int[] values = new int[data.length / Integer.BYTES];
        buffer().asIntBuffer().get(values);
        return values;
    }

    /** {@return the elements, in a buffer of their byte order} */
    public ByteBuffer buffer() {
        return littleEndian(data);
    }

    /**
     * @param manager owner of the result
     * @return the array in the engine
     */
    public NDArray toEngine(NDManager manager) {
        ByteBuffer direct = ByteBuffer.allocateDirect(data.length).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(data).flip();
        return manager.create(direct, shape, type);
    }
}
