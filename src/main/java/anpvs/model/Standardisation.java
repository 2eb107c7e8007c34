package anpvs.model;

import ai.djl.ndarray.NDArray;

/** What VGG-16 does to each image first: minus its mean, over its standard deviation. */
public final class Standardisation {
    /**
     * Added to the variance of an image. The published code takes max(standard deviation, 1 /
     * sqrt(3072)) on the scale of bytes; both only keep a constant image from a division by zero.
     */
    public static final double EPSILON = 1 / (255.0 * 255.0 * 3072.0);

    private Standardisation() {}

    /**
     * The mean is taken before the squares: the engine's own operator takes both sums in one pass,
     * and is a hundred times less exact.
     *
     * @param images (N, C, H, W) float32 in [0, 1]
     * @return the same shape; each image with mean 0 and standard deviation 1 over its values
     */
    public static NDArray of(NDArray images) {
        NDArray flat = rows(images);
        NDArray centred = flat.sub(mean(flat));
        return centred.div(deviation(centred)).reshape(images.getShape());
    }

    /**
     * The inverse of {@link #of}, for values that were changed since.
     *
     * @param values (N, C, H, W) float32 on the scale of the standardised images
     * @param images (N, C, H, W) float32 in [0, 1], the images that were standardised
     * @return the values on the scale of pixels; outside of [0, 1] where the change has left it
     */
    public static NDArray pixels(NDArray values, NDArray images) {
        NDArray flat = rows(images);
        NDArray mean = mean(flat);
        NDArray deviation = deviation(flat.sub(mean));
        return rows(values).mul(deviation).add(mean).reshape(images.getShape());
    }

    private static NDArray mean(NDArray rows) {
        return rows.mean(new int[] {1}, true);
    }

    private static NDArray deviation(NDArray centred) {
        return mean(centred.square()).add(EPSILON).sqrt();
    }

    private static NDArray rows(NDArray images) {
        long count = images.getShape().get(0);
        return images.reshape(count, images.getShape().size() / count);
    }
}
