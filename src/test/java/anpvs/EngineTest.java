package anpvs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Gives each test a manager that is closed after it, and finite differences. */
public abstract class EngineTest {
    protected NDManager manager;

    @BeforeEach
    void openManager() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void closeManager() {
        manager.close();
    }

    /** A function of an array's values. */
    @FunctionalInterface
    public interface Scalar {
        double at(double[] x);
    }

    /** The central difference of f in the direction d, |d| scaled by h. */
    public static double directional(Scalar f, double[] x, double[] d, double h) {
        double[] plus = x.clone();
        double[] minus = x.clone();
        for (int i = 0; i < x.length; i++) {
            plus[i] += h * d[i];
            minus[i] -= h * d[i];
        }
        return (f.at(plus) - f.at(minus)) / (2 * h);
    }

    /** The values of any float array as doubles. */
    public static double[] doubles(NDArray array) {
        return array.toType(ai.djl.ndarray.types.DataType.FLOAT64, true).toDoubleArray();
    }

    /** {@return how far an array is from the expected one, relative to its length} */
    public static double relativeError(float[] expected, float[] found) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(expected[i] - found[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return error == 0 ? 0 : Math.sqrt(error / size);
    }

    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
