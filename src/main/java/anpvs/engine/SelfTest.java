package anpvs.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Whether the engine computes right and how fast, on a given device. A native library that does not
 * fit the processor or the GPU loads without complaint and fails, or errs, only when it computes.
 */
public final class SelfTest {
    private static final int BATCH = 2;
    private static final int CHANNELS = 8;
    private static final int FILTERS = 12;
    private static final int SIZE = 9;
    private static final int KERNEL = 3;

    /** Input values by which the loss is differentiated numerically. */
    private static final int PROBES = 40;

    private SelfTest() {}

    /**
     * How far the engine's convolution is from plain Java in double precision.
     *
     * @param forwardError largest error of an output, relative to the largest output
     * @param gradientError largest error of an input gradient against central finite differences,
     *     relative to the largest gradient
     */
    public record Convolution(double forwardError, double gradientError) {
        /** {@return whether the engine computes what it should, if roughly} */
        public boolean ok() {
            return forwardError < 1e-3 && gradientError < 1e-3;
        }

        /**
         * {@return whether it computes with float32 throughout} A GPU that rounds the factors to
         * TF32 errs by some 1e-4, float32 by some 1e-7.
         */
        public boolean fullPrecision() {
            return forwardError < 1e-5;
        }
    }

    /**
     * Convolves (3 x 3, zero padding 1, stride 1, bias) and differentiates sum(y^2)/2 by the input.
     *
     * @param device where
     * @return the errors
     */
    public static Convolution convolution(Device device) {
        RandomStream random = RandomStream.of(1, RandomStream.Purpose.INITIALISATION, 0);
        float[] input = random.uniform(-1, 1, BATCH * CHANNELS * SIZE * SIZE);
        float[] weight = random.uniform(-1, 1, FILTERS * CHANNELS * KERNEL * KERNEL);
        float[] bias = random.uniform(-1, 1, FILTERS);
        double[] expected = convolve(widen(input), weight, bias);
        try (NDManager manager = NDManager.newBaseManager(device)) {
            NDArray x = manager.create(input, new Shape(BATCH, CHANNELS, SIZE, SIZE));
            NDArray w = manager.create(weight, new Shape(FILTERS, CHANNELS, KERNEL, KERNEL));
            NDArray b = manager.create(bias);
            x.setRequiresGradient(true);
            NDArray y;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDList result = Conv2d.conv2d(x, w, b, new Shape(1, 1), new Shape(1, 1));
                y = result.singletonOrThrow();
                collector.backward(y.square().sum().div(2));
            }
            double forward = error(expected, widen(y.toFloatArray()));
            double[] gradient = widen(x.getGradient().toFloatArray());
            return new Convolution(forward, gradientError(gradient, input, weight, bias));
        }
    }

    private static double gradientError(
            double[] gradient, float[] input, float[] weight, float[] bias) {
        double[] numeric = new double[PROBES];
        double[] probed = new double[PROBES];
        double[] x = widen(input);
        double step = 1e-4;
        for (int i = 0; i < PROBES; i++) {
            int at = i * (x.length - 1) / (PROBES - 1); // from the first corner to the last
            double value = x[at];
            x[at] = value + step;
            double above = halfSquares(convolve(x, weight, bias));
            x[at] = value - step;
            double below = halfSquares(convolve(x, weight, bias));
            x[at] = value;
            numeric[i] = (above - below) / (2 * step);
            probed[i] = gradient[at];
        }
        return error(numeric, probed);
    }

    /**
     * Measures the multiplication of two square float32 matrices.
     *
     * @param device where
     * @param size rows and columns
     * @param seconds about how long to measure
     * @return median over several multiplications, in 1e9 floating-point operations a second
     */
    public static double matrixGigaflops(Device device, int size, double seconds) {
        RandomStream random = RandomStream.of(1, RandomStream.Purpose.INITIALISATION, 1);
        try (NDManager manager = NDManager.newBaseManager(device)) {
            NDArray a = random.uniform(manager, -1, 1, new Shape(size, size));
            NDArray b = random.uniform(manager, -1, 1, new Shape(size, size));
            multiply(a, b, 1); // loads and chooses kernels
            double once = multiply(a, b, 1);
            int samples = 7;
            int repeats = (int) Math.max(1, Math.min(1_000, seconds / samples / once));
            double[] times = new double[samples];
            for (int i = 0; i < samples; i++) {
                times[i] = multiply(a, b, repeats);
            }
            Arrays.sort(times);
            return 2.0 * size * size * size / times[samples / 2] / 1e9;
        }
    }

    /** {@return seconds of one multiplication}; the engine works behind our back until we read */
    private static double multiply(NDArray a, NDArray b, int repeats) {
        long start = System.nanoTime();
        for (int i = 0; i < repeats; i++) {
            try (NDArray product = a.matMul(b)) {
                if (i == repeats - 1) {
                    try (NDArray corner = product.get("0:1, 0:1")) {
                        corner.toFloatArray();
                    }
                }
            }
        }
        return (System.nanoTime() - start) * 1e-9 / repeats;
    }

    /** The definition, in double precision: (N, C, H, W) with zeros around. */
    private static double[] convolve(double[] input, float[] weight, float[] bias) {
        double[] output = new double[BATCH * FILTERS * SIZE * SIZE];
        int at = 0;
        for (int n = 0; n < BATCH; n++) {
            for (int f = 0; f < FILTERS; f++) {
                for (int row = 0; row < SIZE; row++) {
                    for (int column = 0; column < SIZE; column++) {
                        output[at++] = bias[f] + window(input, weight, n, f, row, column);
                    }
                }
            }
        }
        return output;
    }

    private static double window(
            double[] input, float[] weight, int n, int f, int row, int column) {
        double sum = 0;
        for (int c = 0; c < CHANNELS; c++) {
            for (int i = 0; i < KERNEL; i++) {
                for (int j = 0; j < KERNEL; j++) {
                    int y = row + i - 1;
                    int x = column + j - 1;
                    if (y >= 0 && y < SIZE && x >= 0 && x < SIZE) {
                        sum +=
                                weight[((f * CHANNELS + c) * KERNEL + i) * KERNEL + j]
                                        * input[((n * CHANNELS + c) * SIZE + y) * SIZE + x];
                    }
                }
            }
        }
        return sum;
    }

    private static double halfSquares(double[] values) {
        return Arrays.stream(values).map(value -> value * value / 2).sum();
    }

    private static double error(double[] expected, double[] found) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double distance = Math.abs(expected[i] - found[i]);
            difference = Double.isNaN(distance) ? Double.NaN : Math.max(difference, distance);
        }
        return difference / largest;
    }

    private static double[] widen(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
