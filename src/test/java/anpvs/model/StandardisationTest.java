package anpvs.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.engine.GradientTape;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardisationTest extends EngineTest {
    private static final int PIXELS = 3 * 32 * 32;

    /** In double precision, of one image. */
    private static double[] standardised(double[] image) {
        double mean = 0;
        for (double value : image) {
            mean += value / image.length;
        }
        double variance = 0;
        for (double value : image) {
            variance += (value - mean) * (value - mean) / image.length;
        }
        double[] result = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            result[i] = (image[i] - mean) / Math.sqrt(variance + Standardisation.EPSILON);
        }
        return result;
    }

    /** Bright images of little contrast, of which sums of squares in one pass lose most digits. */
    private NDArray images(int count) {
        RandomStream random = RandomStream.of(7, Purpose.IMAGES, 0);
        return random.uniform(manager, 0.85f, 1, new Shape(count, 3, 32, 32));
    }

    @Test
    void valuesAreThoseOfDoublePrecision() {
        NDArray images = images(50);
        double[] pixels = doubles(images);
        double[] found = doubles(Standardisation.of(images));
        for (int n = 0; n < 50; n++) {
            double[] image = new double[PIXELS];
            System.arraycopy(pixels, n * PIXELS, image, 0, PIXELS);
            double[] expected = standardised(image);
            for (int i = 0; i < PIXELS; i++) {
                assertEquals(expected[i], found[n * PIXELS + i], 5e-6);
            }
        }
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        NDArray images = images(1);
        RandomStream random = RandomStream.of(8, Purpose.IMAGES, 0);
        NDArray weights = random.uniform(manager, -1, 1, images.getShape());
        double[] w = doubles(weights);
        double[] found;
        NDArray leaf = images.duplicate();
        leaf.setRequiresGradient(true);
        try (GradientTape tape = new GradientTape()) {
            NDArray loss = Standardisation.of(leaf).mul(weights).sum();
            found = doubles(tape.gradients(manager, loss, List.of(leaf), false).get(0));
        }
        double[] at = doubles(images);
        for (int i = 0; i < PIXELS; i += 100) {
            double[] direction = new double[PIXELS];
            direction[i] = 1;
            double expected = directional(x -> dot(w, standardised(x)), at, direction, 1e-5);
            assertEquals(expected, found[i], 1e-4 * Math.max(1, Math.abs(expected)));
        }
    }
}
