package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    private static final String TWO_CORES =
            """
            processor\t: 0
            vendor_id\t: AuthenticAMD
            cpu family\t: 25
            model\t\t: 17
            model name\t: AMD EPYC
            flags\t\t: fpu sse4_1 fma avx avx2
            bugs\t\t: spectre_v1

            processor\t: 1
            model name\t: Other
            flags\t\t: fpu avx512bw
            """;

    /** The same name stands for processors with AVX-512 and without, which round differently. */
    @Test
    void namesTheModelWithItsNumbersAndItsWidestInstructions() {
        assertEquals("AMD EPYC, family 25, model 17, avx2", Processor.model(TWO_CORES));
        assertEquals(
                "Xeon: 4th, family 6, model 143, amx_bf16",
                Processor.model(
                        """
                        cpu family : 6
                        model : 143
                        model name : Xeon: 4th
                        flags : avx avx2 avx512bw avx512_bf16 amx_bf16
                        """));
    }

    @Test
    void whatIsNotThereIsLeftOut() {
        assertEquals("unknown", Processor.model(""));
        assertEquals("Virtual", Processor.model("model name\t: Virtual\n"));
        assertEquals("unknown", Processor.model("CPU implementer : 0x41\nCPU part : 0xd0c\n"));
    }

    @Test
    void instructionsAreThoseOfTheFirstProcessor() {
        assertEquals(
                Set.of("fpu", "sse4_1", "fma", "avx", "avx2"), Processor.instructions(TWO_CORES));
        assertFalse(Processor.instructions("").contains("avx2"));
    }
}
