package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SquareTest extends EngineTest {
    private static final int[] QUERIES = {0, 11, 51, 201, 501, 1001, 2001, 4001};
    private static final int CHANNELS = 2;
    private static final int SIZE = 6;
    private static final int PIXELS = CHANNELS * SIZE * SIZE;
    private static final int CLASSES = 3;
    private static final double EPSILON = 0.1;

    private static int[] sides(int size) {
        int[] sides = new int[QUERIES.length];
        for (int i = 0; i < sides.length; i++) {
            sides[i] = Square.side(QUERIES[i], size, size);
        }
        return sides;
    }

    @Test
    void sidesAreThePublishedOnes() {
        assertArrayEquals(new int[] {29, 20, 14, 10, 7, 5, 4, 3}, sides(32));
        assertArrayEquals(new int[] {25, 18, 13, 9, 6, 4, 3, 2}, sides(28));
        // each size lasts up to and with its last query
        for (int i = 1; i < QUERIES.length; i++) {
            assertEquals(sides(32)[i - 1], Square.side(QUERIES[i] - 1, 32, 32));
        }
        assertEquals(1, Square.side(9000, 16, 16));
    }

    /**
     * Follows an attack on a linear model, whose every query is written down, in plain Java. The
     * start is a stripe of +-epsilon for each channel and column. Each query changes the best image
     * in one square of the schedule's size, by +-2 epsilon in each channel, and a change is kept
     * when, and only when, it lowers the margin of an image that is not misclassified yet.
     */
    @Test
    void everyQueryIsASquareAndOnlyALowerMarginIsKept() {
        int images = 8;
        int queries = 120;
        Shape shape = new Shape(images, CHANNELS, SIZE, SIZE);
        NDArray w = Models.stream(1).uniform(manager, -1, 1, new Shape(CLASSES, PIXELS));
        NDArray x = Models.images(manager, shape);
        Classifier linear = Models.linear(w);
        NDArray y = Models.answers(linear, x);
        List<float[]> asked = new ArrayList<>();
        Classifier watched =
                pixels -> {
                    asked.add(pixels.toFloatArray());
                    return linear.forward(pixels);
                };
        float[] found =
                new Square(ThreatModel.linf(EPSILON), queries)
                        .perturb(watched, x, y, Models.stream(3))
                        .toFloatArray();

        List<Plain> all = new ArrayList<>();
        for (int n = 0; n < images; n++) {
            all.add(new Plain(w.toFloatArray(), part(x.toFloatArray(), n), (int) y.getFloat(n)));
            all.get(n).begin(part(asked.get(0), n));
        }
        List<Plain> open = all;
        for (int query = 0; query < queries && !open.isEmpty(); query++) {
            // those that are misclassified are left out every 50 queries
            open = query % 50 == 0 ? open.stream().filter(one -> one.margin > 0).toList() : open;
            for (int n = 0; n < open.size(); n++) {
                open.get(n).query(part(asked.get(query + 1), n), side(query));
            }
        }
        for (int n = 0; n < images; n++) {
            assertArrayEquals(all.get(n).best, part(found, n), 1e-6f, "image " + n);
        }
        assertTrue(all.stream().mapToInt(one -> one.kept).sum() > 50);
        assertTrue(all.stream().mapToInt(one -> one.refused).sum() > 50);
        long broken = all.stream().filter(one -> one.margin <= 0).count();
        assertTrue(broken > 1 && broken < images - 1, broken + " broken");
    }

    /** Root of 0.8, 0.4, 0.2 and 0.1 of 36 pixels: 5.37, 3.79, 2.68 and 1.90. */
    private static int side(int query) {
        return query <= 10 ? 5 : query <= 50 ? 4 : 3;
    }

    private static float[] part(float[] images, int n) {
        return Arrays.copyOfRange(images, n * PIXELS, (n + 1) * PIXELS);
    }

    /** What the attack knows of one image, and checks of its queries. */
    private static final class Plain {
        private final float[] w;
        private final float[] image;
        private final int label;
        private float[] best;
        private double margin;
        private int kept;
        private int refused;

        Plain(float[] w, float[] image, int label) {
            this.w = w;
            this.image = image;
            this.label = label;
        }

        void begin(float[] start) {
            int up = 0;
            for (int column = 0; column < CHANNELS * SIZE; column++) {
                int first = column / SIZE * SIZE * SIZE + column % SIZE;
                int[] pixels = IntStream.range(0, SIZE).map(row -> first + row * SIZE).toArray();
                boolean plus = areAll(start, image, pixels, EPSILON);
                assertTrue(plus || areAll(start, image, pixels, -EPSILON), "stripe " + column);
                up += plus ? 1 : 0;
            }
            assertTrue(up > 0 && up < CHANNELS * SIZE, "stripes of both signs");
            best = start;
            margin = margin(start);
        }

        void query(float[] tried, int side) {
            assertTrue(isSquare(tried, side), "one square of side " + side);
            double changed = margin(tried);
            if (margin > 0 && changed < margin) {
                best = tried;
                margin = changed;
                kept++;
            } else {
                refused += margin > 0 ? 1 : 0;
            }
        }

        private boolean isSquare(float[] tried, int side) {
            return IntStream.range(0, SIZE * SIZE)
                    .filter(corner -> corner / SIZE + side <= SIZE && corner % SIZE + side <= SIZE)
                    .anyMatch(corner -> isSquare(tried, side, corner));
        }

        private boolean isSquare(float[] tried, int side, int corner) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                int first = channel * SIZE * SIZE;
                int[] inside =
                        IntStream.range(0, side * side)
                                .map(i -> first + corner + i / side * SIZE + i % side)
                                .toArray();
                int[] outside =
                        IntStream.range(first, first + SIZE * SIZE)
                                .filter(i -> Arrays.stream(inside).noneMatch(in -> in == i))
                                .toArray();
                boolean square =
                        areAll(tried, best, inside, 2 * EPSILON)
                                || areAll(tried, best, inside, -2 * EPSILON);
                if (!square || !areAll(tried, best, outside, 0)) {
                    return false;
                }
            }
            return true;
        }

        /** Whether these pixels are the old ones and a change, cut to the ball and to [0, 1]. */
        private boolean areAll(float[] tried, float[] old, int[] pixels, double change) {
            return Arrays.stream(pixels)
                    .allMatch(
                            i -> {
                                double low = Math.max(0, image[i] - EPSILON);
                                double high = Math.min(1, image[i] + EPSILON);
                                double expected = Math.min(high, Math.max(low, old[i] + change));
                                return Math.abs(tried[i] - expected) < 1e-6;
                            });
        }

        /** z_y less the largest of the others. */
        private double margin(float[] x) {
            double[] z = new double[CLASSES];
            for (int i = 0; i < CLASSES * PIXELS; i++) {
                z[i / PIXELS] += (double) w[i] * x[i % PIXELS];
            }
            double others = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < CLASSES; c++) {
                others = c == label ? others : Math.max(others, z[c]);
            }
            return z[label] - others;
        }
    }
}
