package anpvs.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

    /**
     * @param array an array of the engine
     * @return its content
     */
    public static HostArray of(NDArray array) {
        ByteBuffer buffer = array.toByteBuffer();
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return new HostArray(array.getDataType(), array.getShape(), data);
    }

    /**
     * @param bytes the elements
     * @return a vector of uint8
     */
    public static HostArray ofBytes(byte[] bytes) {
        return new HostArray(DataType.UINT8, new Shape(bytes.length), bytes);
    }

    /**
     * @param values the elements
     * @return a vector of float64
     */
    public static HostArray ofDoubles(double... values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asDoubleBuffer().put(values);
        return new HostArray(DataType.FLOAT64, new Shape(values.length), buffer.array());
    }

    /**
     * @param value the element
     * @return a scalar of int64
     */
    public static HostArray ofLong(long value) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(0, value);
        return new HostArray(DataType.INT64, new Shape(), buffer.array());
    }

    /** {@return the elements, in a buffer of their byte order} */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
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
