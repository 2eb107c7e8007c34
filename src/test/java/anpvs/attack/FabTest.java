package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps of the algorithm of Croce and Hein (2020) on linear models. */
class FabTest extends EngineTest {
    private static final int PIXELS = 4;
    private static final double EPSILON = 0.1;
    private static final int STEPS = 5;

    /** Of one image of four pixels with label 0, under two classes; logits W x. */
    private float[] found(float[] image, double epsilon, int steps) {
        NDArray w = manager.create(new float[] {1, 1, 0, 0, 0, 0, 1, 1}, new Shape(2, PIXELS));
        return new Fab(ThreatModel.linf(epsilon), steps, 1, false)
                .perturb(
                        Models.linear(w),
                        manager.create(image, new Shape(1, 1, 2, 2)),
                        manager.create(new float[] {0}),
                        Models.stream(0))
                .toFloatArray();
    }

    @Test
    void oneStepGoesBeyondTheBoundaryByAShareOfEta() {
        // z_1 - z_0 is -0.4 and each pixel can change it by 1: 0.1 for each, times 1.05
        assertArrayEquals(
                new float[] {0.495f, 0.495f, 0.505f, 0.505f},
                found(new float[] {0.6f, 0.6f, 0.4f, 0.4f}, 0.106, 1),
                1e-6f);
        // z_1 - z_0 is -0.42; the last pixel has room 0.02, so the others go 0.4 / 3
        assertArrayEquals(
                new float[] {0.76f, 0.76f, 0.54f, 1},
                found(new float[] {0.9f, 0.9f, 0.4f, 0.98f}, 0.141, 1),
                1e-6f);
    }

    @Test
    void outsideTheBallItGoesBackByBetaAndThenLeansTowardsTheImageByAlpha() {
        float[] image = {0.6f, 0.6f, 0.4f, 0.4f};
        // the first step, 0.105, is too long for this ball
        assertArrayEquals(image, found(image, 0.102, 1), 0);
        // back to 0.9 * 0.105 = 0.0945; the boundary at 0.1 is 0.0055 from there and 0.1 from the
        // image, so alpha = 0.0055 / 0.1055
        double alpha = 0.0055 / 0.1055;
        double move = (1 - alpha) * (0.0945 + 1.05 * 0.0055) + alpha * 1.05 * 0.1;
        float[] expected = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            expected[i] = (float) (image[i] + (i < 2 ? -move : move));
        }
        assertArrayEquals(expected, found(image, 0.102, 2), 1e-6f);
    }

    /**
     * Logits W (x - 0.5), from random starts, where alpha is often at its largest; of rank 0 each
     * step picks the nearest of three boundaries.
     */
    @Test
    void manyStepsAreThoseOfPlainJava() {
        int images = 400;
        NDArray w = Models.stream(1).uniform(manager, -1, 1, new Shape(4, PIXELS));
        Classifier linear = pixels -> Models.linear(w).forward(pixels.sub(0.5f));
        NDArray x = Models.images(manager, new Shape(images, 1, 2, 2));
        NDArray y = Models.answers(linear, x);
        for (int rank = 0; rank <= 2; rank++) {
            NDArray found =
                    new Fab(ThreatModel.linf(EPSILON), STEPS, rank, true)
                            .perturb(linear, x, y, Models.stream(2));
            RandomStream random = Models.stream(2);
            int[] after = new int[STEPS + 1];
            for (int n = 0; n < images; n++) {
                Plain plain = new Plain(rows(w), rows(x)[n], (int) y.getFloat(n));
                plain.begin(random.uniform(-1, 1, PIXELS));
                int step = 0;
                while (!plain.done && step < STEPS) {
                    plain.step(rank);
                    step++;
                }
                after[plain.done ? step : 0]++;
                double[] expected = plain.done ? plain.x : plain.image;
                String image = "rank " + rank + ", image " + n;
                assertArrayEquals(expected, rows(found)[n], 1e-5, image);
            }
            assertTrue(
                    after[0] > 100 && after[1] > 30 && after[2] > 10 && after[3] + after[4] > 10,
                    "found after none, one, two .. steps: " + Arrays.toString(after));
        }
    }

    private static double[][] rows(NDArray array) {
        double[] values = doubles(array);
        return IntStream.range(0, values.length / PIXELS)
                .mapToObj(n -> Arrays.copyOfRange(values, n * PIXELS, (n + 1) * PIXELS))
                .toArray(double[][]::new);
    }

    /** The algorithm on one image. */
    private static final class Plain {
        private final double[][] w;
        private final double[] image;
        private final int label;
        private final Integer[] others;
        private double[] x;
        private boolean done;

        Plain(double[][] w, double[] image, int label) {
            this.w = w;
            this.image = image;
            this.label = label;
            this.others =
                    IntStream.range(0, w.length)
                            .filter(c -> c != label)
                            .boxed()
                            .sorted(Comparator.comparingDouble(c -> -logit(w[c], image)))
                            .toArray(Integer[]::new);
        }

        /** Half of epsilon away in a direction. */
        void begin(float[] direction) {
            double largest = 0;
            for (float d : direction) {
                largest = Math.max(largest, Math.abs(d));
            }
            x = new double[PIXELS];
            for (int i = 0; i < PIXELS; i++) {
                x[i] = clip(image[i] + 0.5 * EPSILON * direction[i] / largest);
            }
        }

        void step(int rank) {
            double[] normal = normal(rank > 0 ? others[rank - 1] : nearest());
            double[] fromHere = projection(x, normal);
            double[] fromImage = projection(image, normal);
            double here = Math.max(largest(fromHere), 1e-8);
            double there = Math.max(largest(fromImage), 1e-8);
            double alpha = Math.min(0.1, here / (here + there));
            for (int i = 0; i < PIXELS; i++) {
                x[i] =
                        clip(
                                (1 - alpha) * (x[i] + 1.05 * fromHere[i])
                                        + alpha * (image[i] + 1.05 * fromImage[i]));
            }
            boolean wrong = Arrays.stream(others).anyMatch(c -> logit(normal(c), x) > 0);
            double distance = 0;
            for (int i = 0; i < PIXELS; i++) {
                distance = Math.max(distance, Math.abs(x[i] - image[i]));
            }
            done = wrong && distance <= EPSILON;
            for (int i = 0; i < PIXELS && wrong && !done; i++) {
                x[i] = image[i] + 0.9 * (x[i] - image[i]);
            }
        }

        private static double logit(double[] row, double[] x) {
            double sum = 0;
            for (int i = 0; i < PIXELS; i++) {
                sum += row[i] * (x[i] - 0.5);
            }
            return sum;
        }

        private double[] normal(int c) {
            double[] normal = new double[PIXELS];
            for (int i = 0; i < PIXELS; i++) {
                normal[i] = w[c][i] - w[label][i];
            }
            return normal;
        }

        private int nearest() {
            return Arrays.stream(others)
                    .min(
                            Comparator.comparingDouble(
                                    c -> {
                                        double[] normal = normal(c);
                                        double size = Arrays.stream(normal).map(Math::abs).sum();
                                        return Math.abs(logit(normal, x)) / size;
                                    }))
                    .orElseThrow();
        }

        /**
         * The move onto the boundary, where the difference of logits is 0. Pixels in the order of
         * their room: as long as the next bound is not reached, all that are left move alike.
         */
        private static double[] projection(double[] from, double[] normal) {
            double distance = -logit(normal, from);
            double[] towards = new double[PIXELS];
            double[] room = new double[PIXELS];
            double left = 0;
            for (int i = 0; i < PIXELS; i++) {
                towards[i] = Math.signum(distance) * Math.signum(normal[i]);
                room[i] = towards[i] > 0 ? 1 - from[i] : from[i];
                left += Math.abs(normal[i]);
            }
            int[] order =
                    IntStream.range(0, PIXELS)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> room[i]))
                            .mapToInt(i -> i)
                            .toArray();
            double missing = Math.abs(distance);
            double length = room[order[PIXELS - 1]];
            for (int i : order) {
                if (missing <= left * room[i]) {
                    length = missing / left;
                    break;
                }
                missing -= Math.abs(normal[i]) * room[i];
                left -= Math.abs(normal[i]);
            }
            double[] move = new double[PIXELS];
            for (int i = 0; i < PIXELS; i++) {
                move[i] = towards[i] * Math.min(length, room[i]);
            }
            return move;
        }

        private static double largest(double[] values) {
            return Arrays.stream(values).map(Math::abs).max().orElseThrow();
        }

        private static double clip(double value) {
            return Math.min(1, Math.max(0, value));
        }
    }
}
