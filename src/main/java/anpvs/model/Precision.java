package anpvs.model;

import ai.djl.ndarray.NDArray;
import anpvs.engine.Bfloat16;

/** What the maps of VGG-16, and the kernels that make them, are computed in. */
public enum Precision {
    /** Single precision. */
    FLOAT32,
    /** Half of the bits, see {@link Bfloat16}. */
    BFLOAT16;

    /**
     * {@return that of a pass}
     *
     * @param training the pass; null for evaluation mode, in float32
     */
    static Precision of(TrainingPass training) {
        return training == null ? FLOAT32 : training.precision();
    }

    /**
     * @param array images or weights, float32
     * @return what maps are computed from
     */
    NDArray rounded(NDArray array) {
        return this == BFLOAT16 ? Bfloat16.of(array) : array;
    }

    /**
     * @param maps in this precision
     * @return the same numbers in float32
     */
    NDArray exact(NDArray maps) {
        return this == BFLOAT16 ? Bfloat16.toFloat32(maps) : maps;
    }

    /**
     * @param maps (N, C, H, W) in this precision
     * @param factors the same shape, float32
     * @return the product, in this precision; the engine multiplies no bfloat16, so it is rounded
     *     afterwards
     */
    NDArray product(NDArray maps, NDArray factors) {
        return this == BFLOAT16
                ? Bfloat16.inBlocks(Bfloat16.of(Bfloat16.toFloat32(maps).mul(factors)))
                : maps.mul(factors.toType(maps.getDataType(), false));
    }
}
