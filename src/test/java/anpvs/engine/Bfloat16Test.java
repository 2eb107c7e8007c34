package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import anpvs.EngineTest;
import org.junit.jupiter.api.Test;

class Bfloat16Test extends EngineTest {
    @Test
    void numbersAreRoundedToEightSignificantBits() {
        float[] exact = {1f, 1.0078125f, -3.140625f, 0x1p100f, 0f};
        float[] between = {1.001f, 1.0078f, -3.1415927f, 0x1.001p100f, 0f};
        float[] found = Bfloat16.toFloat32(Bfloat16.of(manager.create(between))).toFloatArray();
        assertArrayEquals(exact, found);
    }

    @Test
    void theProcessorMustHaveItAndAGpuHasNot() {
        String without = "processor\t: 0\nflags\t\t: fpu sse avx512f avx512_bf16x\n";
        String with = "processor\t: 0\nflags\t\t: fpu avx512f avx512_bf16 sha\nbugs\t: none\n";
        assertNull(Bfloat16.missing(Device.cpu(), with));
        assertNull(Bfloat16.missing(Device.cpu(), "flags\t\t: amx_bf16\n"));
        assertTrue(Bfloat16.missing(Device.cpu(), without).contains("avx512_bf16"));
        assertTrue(Bfloat16.missing(Device.cpu(), "").contains("processor"));
        assertTrue(Bfloat16.missing(Device.gpu(), with).contains("GPU"));
    }
}
