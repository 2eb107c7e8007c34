package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxProjectionTest extends EngineTest {
    private static final BoxProjection BOX = new BoxProjection(0, 1);

    /** A point x and the plane w.z = offset. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    private record Case(float[] x, float[] w, double offset) {}

    /** The moves of cases of one size, computed together. */
    private List<float[]> moves(List<Case> cases) {
        int size = cases.get(0).x.length;
        Shape shape = new Shape(cases.size(), size);
        double[] points = new double[cases.size() * size];
        double[] normals = new double[points.length];
        double[] distances = new double[cases.size()];
        for (int n = 0; n < distances.length; n++) {
            Case one = cases.get(n);
            for (int i = 0; i < size; i++) {
                points[n * size + i] = one.x[i];
                normals[n * size + i] = one.w[i];
            }
            distances[n] = one.offset - dot(one.w, one.x);
        }
        NDArray found =
                BOX.onto(
                        manager.create(points, shape),
                        manager.create(normals, shape),
                        manager.create(distances, new Shape(distances.length, 1)));
        double[] values = found.toDoubleArray();
        List<float[]> moves = new ArrayList<>();
        for (int n = 0; n < distances.length; n++) {
            float[] move = new float[size];
            for (int i = 0; i < size; i++) {
                move[i] = (float) values[n * size + i];
            }
            moves.add(move);
        }
        return moves;
    }

    private float[] move(float[] x, float[] w, double offset) {
        return moves(List.of(new Case(x, w, offset))).get(0);
    }

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
        for (int size = 1; size <= 6; size++) {
            List<Case> cases = new ArrayList<>();
            for (int run = 0; run < 50; run++) {
                float[] x = random.uniform(0, 1, size);
                float[] w = random.uniform(-1, 1, size);
                if (run % 5 == 0) {
                    x[0] = run % 2; // at a bound
                    w[size - 1] = 0;
                }
                cases.add(new Case(x, w, dot(w, x) + 2 * random.nextDouble() - 1));
            }
            List<float[]> moves = moves(cases);
            for (int run = 0; run < 50; run++) {
                reachable += isShortest(cases.get(run), moves.get(run)) ? 1 : 0;
            }
        }
        assertTrue(reachable > 100 && reachable < 300, reachable + " planes within reach");
    }

    /** Checks a move; whether the plane is within reach. */
    private static boolean isShortest(Case one, float[] move) {
        double largest = 0;
        for (int i = 0; i < move.length; i++) {
            float z = one.x[i] + move[i];
            assertTrue(z >= -1e-7 && z <= 1 + 1e-7, "in the box");
            largest = Math.max(largest, Math.abs(move[i]));
        }
        double distance = one.offset - dot(one.w, one.x);
        double full = reach(one.x, one.w, 1, Math.signum(distance));
        double covered = Math.abs(dot(one.w, move));
        if (full < Math.abs(distance)) {
            assertEquals(full, covered, 1e-6, "as near as the box allows");
            return false;
        }
        assertEquals(Math.abs(distance), covered, 1e-6, "on the plane");
        assertEquals(radius(one.x, one.w, one.offset), largest, 1e-6, "shortest");
        return true;
    }

    @Test
    void knownCases() {
        // the second coordinate has room 0.1 only, so the first goes farther
        assertArrayEquals(
                new float[] {0.3f, 0.1f},
                move(new float[] {0.5f, 0.9f}, new float[] {1, 1}, 1.8),
                1e-6f);
        assertArrayEquals(
                new float[] {-0.25f, 0.25f},
                move(new float[] {0.5f, 0.5f}, new float[] {1, -1}, -0.5),
                1e-6f);
        assertArrayEquals(new float[2], move(new float[] {0.5f, 0.5f}, new float[] {1, 1}, 1), 0);
        assertArrayEquals(new float[2], move(new float[] {0.5f, 0.5f}, new float[2], 1), 0);
    }
}
