package anpvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.Bfloat16;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

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

    /**
     * Without AVX-512 the engine has no convolution of bfloat16, and must say so; the kit then
     * computes in float32.
     *
     * @param convolution one of bfloat16
     * @return whether the processor has AVX-512
     */
    protected static boolean hasBfloat16(Executable convolution) throws IOException {
        if (Files.readString(Path.of("/proc/cpuinfo")).contains("avx512bw")) {
            return true;
        }
        assertThrows(EngineException.class, convolution);
        assertNotNull(Bfloat16.missing());
        return false;
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

    /** {@return the largest difference, relative to the largest expected value} */
    public static double difference(float[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - found[i]));
        }
        return difference / largest;
    }

    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
