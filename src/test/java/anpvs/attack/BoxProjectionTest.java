package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.engine.RandomStream;
import org.junit.jupiter.api.Test;

class BoxProjectionTest {
    private static final BoxProjection BOX = new BoxProjection(0, 1);

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /**
     * How far towards the plane a ball of radius t within the box reaches: by brute force over its
     * corners, each coordinate at either end of what it may be.
     */
    private static double reach(float[] x, float[] w, double t, double sign) {
        double farthest = 0;
        for (int corner = 0; corner < 1 << x.length; corner++) {
            double moved = 0;
            for (int i = 0; i < x.length; i++) {
                double low = Math.max(-t, -x[i]);
                double high = Math.min(t, 1 - x[i]);
                moved += w[i] * ((corner >> i & 1) == 0 ? low : high);
            }
            farthest = Math.max(farthest, sign * moved);
        }
        return farthest;
    }

    /** The smallest radius that reaches the plane, by bisection. */
    private static double radius(float[] x, float[] w, double offset) {
        double distance = offset - dot(w, x);
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double t = (low + high) / 2;
            if (reach(x, w, t, Math.signum(distance)) >= Math.abs(distance)) {
                high = t;
            } else {
                low = t;
            }
        }
        return high;
    }

    @Test
    void isTheShortestMoveOfABruteForceSearch() {
        RandomStream random = RandomStream.of(5, RandomStream.Purpose.ATTACK, 0);
        int reachable = 0;
        for (int run = 0; run < 300; run++) {
            int size = 1 + run % 6;
            float[] x = random.uniform(0, 1, size);
            float[] w = random.uniform(-1, 1, size);
            if (run % 5 == 0) {
                x[0] = run % 2; // at a bound
                w[size - 1] = 0;
            }
            double offset = dot(w, x) + 2 * random.nextDouble() - 1;
            float[] move = BOX.onto(x, w, offset);
            double largest = 0;
            for (int i = 0; i < size; i++) {
                float z = x[i] + move[i];
                assertTrue(z >= -1e-7 && z <= 1 + 1e-7, "in the box");
                largest = Math.max(largest, Math.abs(move[i]));
            }
            double full = reach(x, w, 1, Math.signum(offset - dot(w, x)));
            double covered = Math.abs(dot(w, move));
            if (full >= Math.abs(offset - dot(w, x))) {
                reachable++;
                assertEquals(Math.abs(offset - dot(w, x)), covered, 1e-6, "on the plane");
                assertEquals(radius(x, w, offset), largest, 1e-6, "shortest");
            } else {
                assertEquals(full, covered, 1e-6, "as near as the box allows");
            }
        }
        assertTrue(reachable > 100 && reachable < 300, reachable + " planes within reach");
    }

    @Test
    void knownCases() {
        // the second coordinate has room 0.1 only, so the first goes farther
        assertArrayEquals(
                new float[] {0.3f, 0.1f},
                BOX.onto(new float[] {0.5f, 0.9f}, new float[] {1, 1}, 1.8),
                1e-6f);
        assertArrayEquals(
                new float[] {-0.25f, 0.25f},
                BOX.onto(new float[] {0.5f, 0.5f}, new float[] {1, -1}, -0.5),
                1e-6f);
        assertArrayEquals(
                new float[2], BOX.onto(new float[] {0.5f, 0.5f}, new float[] {1, 1}, 1), 0);
        assertArrayEquals(new float[2], BOX.onto(new float[] {0.5f, 0.5f}, new float[2], 1), 0);
    }
}
