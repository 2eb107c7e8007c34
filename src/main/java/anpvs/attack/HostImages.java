package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * A batch outside the engine, where an attack that treats each example differently moves it.
 *
 * @param shape (N, C, H, W)
 * @param rows the N images, C H W pixels each
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are what is worked on
record HostImages(Shape shape, float[][] rows) {
    static HostImages of(NDArray images) {
        float[] all = images.toFloatArray();
        int count = Math.toIntExact(images.getShape().get(0));
        int pixels = all.length / Math.max(1, count);
        float[][] rows = new float[count][pixels];
        for (int i = 0; i < count; i++) {
            System.arraycopy(all, i * pixels, rows[i], 0, pixels);
        }
        return new HostImages(images.getShape(), rows);
    }

    static int[] labels(NDArray labels) {
        float[] values = labels.toFloatArray();
        int[] classes = new int[values.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (int) values[i];
        }
        return classes;
    }

    int count() {
        return rows.length;
    }

    int pixels() {
        return (int) (shape.size() / shape.get(0));
    }

    HostImages copy() {
        float[][] copy = new float[rows.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rows[i].clone();
        }
        return new HostImages(shape, copy);
    }

    /** The whole batch in the engine. */
    NDArray toEngine(NDManager manager) {
        return toEngine(manager, all(rows.length));
    }

    /** Some of the images in the engine, (some, C, H, W). */
    NDArray toEngine(NDManager manager, int[] some) {
        int pixels = pixels();
        float[] flat = new float[some.length * pixels];
        for (int i = 0; i < some.length; i++) {
            System.arraycopy(rows[some[i]], 0, flat, i * pixels, pixels);
        }
        long[] dimensions = shape.getShape().clone();
        dimensions[0] = some.length;
        return manager.create(flat, new Shape(dimensions));
    }

    static int[] all(int count) {
        int[] all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        return all;
    }

    /**
     * Leaves out examples that need no more work, once they are an eighth: batches of a new size
     * cost the engine time.
     */
    static int[] without(int[] rows, boolean[] done) {
        int[] left = Arrays.stream(rows).filter(row -> !done[row]).toArray();
        return 8 * left.length <= 7 * rows.length ? left : rows;
    }
}
