package anpvs.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/**
 * Images as bytes with their labels.
 *
 * @param pixels {@code count * channels * size * size} bytes, 0 .. 255 unsigned, in (N, C, H, W)
 *     order
 * @param labels {@code count} class numbers, 0 .. classes-1
 * @param channels colour channels
 * @param size height and width
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by convention: 47 MB that nobody copies
public record LabelledImages(byte[] pixels, byte[] labels, int channels, int size) {
    /** Checks that the arrays fit together. */
    public LabelledImages {
        if (pixels.length != (long) labels.length * channels * size * size) {
            throw new IllegalArgumentException(
                    pixels.length + " pixel bytes do not hold " + labels.length + " images");
        }
    }

    /** {@return number of images} */
    public int count() {
        return labels.length;
    }

    /** {@return bytes of one image} */
    public int imageBytes() {
        return channels * size * size;
    }

    /**
     * @param index image number, 0-based
     * @return its class
     */
    public int label(int index) {
        return labels[index] & 0xff;
    }

    /**
     * @param limit how many at the most
     * @return the first images, in order
     */
    public LabelledImages first(int limit) {
        int n = Math.min(limit, count());
        return new LabelledImages(
                java.util.Arrays.copyOf(pixels, n * imageBytes()),
                java.util.Arrays.copyOf(labels, n),
                channels,
                size);
    }

    /**
     * @param manager owner of the result
     * @param indices which images, in this order
     * @return images (N, C, H, W) float32 in [0, 1]
     */
    public NDArray images(NDManager manager, int... indices) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(indices.length * imageBytes());
        for (int index : indices) {
            bytes.put(pixels, index * imageBytes(), imageBytes());
        }
        bytes.flip();
        Shape shape = new Shape(indices.length, channels, size, size);
        try (NDArray raw = manager.create(bytes, shape, DataType.UINT8);
                NDArray floats = raw.toType(DataType.FLOAT32, false)) {
            NDArray result = floats.div(255f);
            result.attach(manager);
            return result;
        }
    }

    /**
     * @param manager owner of the result
     * @param indices which images, in this order
     * @return class numbers (N) float32
     */
    public NDArray labels(NDManager manager, int... indices) {
        float[] values = new float[indices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = label(indices[i]);
        }
        return manager.create(values);
    }
}
