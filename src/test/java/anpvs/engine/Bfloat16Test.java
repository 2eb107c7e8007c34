package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bfloat16Test extends EngineTest {
    @Test
    void numbersAreRoundedToEightSignificantBits() {
        float[] exact = {1f, 1.0078125f, -3.140625f, 0x1p100f, 0f};
        float[] between = {1.001f, 1.0078f, -3.1415927f, 0x1.001p100f, 0f};
        float[] found = Bfloat16.toFloat32(Bfloat16.of(manager.create(between))).toFloatArray();
        assertArrayEquals(exact, found);
    }

    /**
     * Half-way cases go to the even neighbour, and the largest numbers to infinity, by IEEE 754.
     */
    @Test
    void roundingIsTheEngines() {
        float[] values = new float[10_000];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(60) - 30);
        }
        float[] halfway = {0x1.01p0f, 0x1.03p0f, -0x1.01p0f, Float.MAX_VALUE};
        System.arraycopy(halfway, 0, values, 0, halfway.length);
        NDArray array = manager.create(values);
        float[] engine = Bfloat16.toFloat32(Bfloat16.of(array)).toFloatArray();
        Bfloat16.round(array);
        assertArrayEquals(engine, array.toFloatArray());
        float[] found = Arrays.copyOf(array.toFloatArray(), halfway.length);
        float[] expected = {1, 0x1.04p0f, -1, Float.POSITIVE_INFINITY};
        assertArrayEquals(expected, found);
    }

    /** More channels than a block has, and not a whole number of blocks. */
    @Test
    void inBlocksNumbersAndGradientsStayTheSame() throws IOException {
        Shape shape = new Shape(2, 20, 3, 5);
        NDArray x = Bfloat16.toFloat32(Bfloat16.of(manager.randomNormal(shape)));
        if (!hasBfloat16(
                () -> Bfloat16.toFloat32(Bfloat16.inBlocks(Bfloat16.of(x))).toFloatArray())) {
            return;
        }
        NDArray factors = Bfloat16.toFloat32(Bfloat16.of(manager.randomNormal(shape)));
        GradientTape.watch(x);
        try (GradientTape tape = new GradientTape()) {
            NDArray same = Bfloat16.toFloat32(Bfloat16.inBlocks(Bfloat16.of(x)));
            NDArray loss = same.mul(factors).sum();
            NDArray gradient = tape.gradients(manager, loss, List.of(x), false).get(0);
            assertArrayEquals(x.toFloatArray(), same.toFloatArray());
            assertArrayEquals(factors.toFloatArray(), gradient.toFloatArray());
        }
    }

    @Test
    void theProcessorMustHaveItAndAGpuHasNot() {
        String without = "processor\t: 0\nflags\t\t: fpu sse avx512f avx512_bf16x\n";
        String with = "processor\t: 0\nflags\t\t: fpu avx512f avx512_bf16 sha\nbugs\t: none\n";
        assertNull(missing(Device.cpu(), with));
        assertNull(missing(Device.cpu(), "flags\t\t: amx_bf16\n"));
        assertTrue(missing(Device.cpu(), without).contains("avx512_bf16"));
        assertTrue(missing(Device.cpu(), "").contains("processor"));
        assertTrue(missing(Device.gpu(), with).contains("GPU"));
    }

    private static String missing(Device device, String processor) {
        return Bfloat16.missing(device, Processor.instructions(processor));
    }
}
