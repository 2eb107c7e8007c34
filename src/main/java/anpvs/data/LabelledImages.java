package anpvs.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

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
    /** Black pixels on each side of an image that is cropped at random. */
    public static final int PADDING = 4;

    /** Checks that the arrays fit together. */
    public LabelledImages {
        if (pixels.length != (long) labels.length * channels * size * size) {
            throw new IllegalArgumentException(
                    pixels.length + " pixel bytes do not hold " + labels.length + " images");
        }
    }

    /**
     * @param dataset what they are images of
     * @param pixels as the record has them
     * @param labels as the record has them
     * @param name of the file of the labels, for the message
     * @return the images
     * @throws UserError if a label is not in 0 .. classes-1
     */
    static LabelledImages of(Dataset dataset, byte[] pixels, byte[] labels, String name) {
        LabelledImages images =
                new LabelledImages(pixels, labels, dataset.channels(), dataset.size());
        for (int i = 0; i < labels.length; i++) {
            if (images.label(i) >= dataset.classes()) {
                throw new UserError(
                        "%s: label %s of image %s, expected 0 .. %s"
                                .formatted(name, images.label(i), i, dataset.classes() - 1));
            }
        }
        return images;
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
                Arrays.copyOf(pixels, n * imageBytes()), Arrays.copyOf(labels, n), channels, size);
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
        return floats(manager, bytes.flip());
    }

    /**
     * Images as the published code trains on them: padded with {@link #PADDING} black pixels on
     * each side, cropped to their size at a random place, and mirrored from left to right with
     * probability 1/2.
     *
     * @param manager owner of the result
     * @param random the places and the flips
     * @param indices which images, in this order
     * @return images (N, C, H, W) float32 in [0, 1]
     */
    public NDArray augmented(NDManager manager, RandomStream random, int... indices) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(indices.length * imageBytes());
        for (int index : indices) {
            int down = random.nextInt(2 * PADDING + 1) - PADDING;
            int right = random.nextInt(2 * PADDING + 1) - PADDING;
            boolean mirrored = random.nextInt(2) == 1;
            for (int line = 0; line < channels * size; line++) {
                int y = line % size + down;
                int from = index * imageBytes() + (line + down) * size;
                for (int column = 0; column < size; column++) {
                    int x = (mirrored ? size - 1 - column : column) + right;
                    boolean inside = x >= 0 && x < size && y >= 0 && y < size;
                    bytes.put(inside ? pixels[from + x] : 0);
                }
            }
        }
        return floats(manager, bytes.flip());
    }

    private NDArray floats(NDManager manager, ByteBuffer bytes) {
        Shape shape = new Shape(bytes.remaining() / imageBytes(), channels, size, size);
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

    /**
     * Goes through the images from one to another.
     *
     * @param first of them
     * @param end the one after the last
     * @param size images at a time; the last batch may have fewer
     * @param work on a batch
     */
    public void eachBatch(int first, int end, int size, Consumer<Batch> work) {
        for (int from = first; from < end; from += size) {
            int[] rows = IntStream.range(from, Math.min(end, from + size)).toArray();
            try (NDManager scope = ComputeDevice.newManager()) {
                work.accept(batch(scope, rows));
            }
        }
    }

    /**
     * @param scope owner of the result, closed when the work on it is done
     * @param rows numbers of images
     * @return them
     */
    public Batch batch(NDManager scope, int... rows) {
        return new Batch(rows, images(scope, rows), labels(scope, rows));
    }
}
