package anpvs.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Some images of a set in the engine, in a scope that ends with the work on them.
 *
 * @param rows their numbers in the set
 * @param images (N, C, H, W) float32 in [0, 1]
 * @param labels true classes (N) float32
 */
@SuppressWarnings("ArrayRecordComponent") // made once for a batch and changed by nobody
public record Batch(int[] rows, NDArray images, NDArray labels) {
    /** {@return the number of its first image in the set} */
    public int first() {
        return rows[0];
    }

    /** {@return how many images it has} */
    public int count() {
        return rows.length;
    }

    /** {@return owner of what is computed for this batch alone} */
    public NDManager scope() {
        return images.getManager();
    }
}
