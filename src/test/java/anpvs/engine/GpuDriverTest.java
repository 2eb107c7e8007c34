package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuDriverTest {
    @ParameterizedTest
    @CsvSource({
        "12040, 75, ''", // Turing, series 550
        "12040, 90, ''", // Hopper, series 550
        "11080, 86, ''", // Ampere, series 520
        "13000, 120, ''", // Blackwell, series 580
        "12080, 100, ''",
        "12040, 100, series 570",
        "12060, 120, 12.0 (Blackwell",
        "11040, 80, series 520",
        "12040, 30, has 3.0"
    })
    void saysWhichDriverSuitsWhichGpu(int cuda, int capability, String problem) {
        GpuDriver driver = new GpuDriver("", cuda, List.of(capability));
        assertEquals(problem.isEmpty(), driver.problem().isEmpty());
        assertTrue(driver.problem().orElse("").contains(problem), driver.problem()::toString);
    }

    @Test
    void theNewestOfSeveralGpusDecides() {
        assertTrue(new GpuDriver("", 12_040, List.of(80, 120)).problem().isPresent());
    }

    @Test
    void readsTheVersionOutOfTheDriversText() {
        String open =
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build"
                        + "  (dvs-builder@U16)  Thu Jan 23 22:50:36 UTC 2025\n"
                        + "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n";
        assertEquals("570.86.15", GpuDriver.number(open));
        String closed =
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.163.01  Tue Apr  8 12:41:17"
                        + " UTC 2025\n";
        assertEquals("550.163.01", GpuDriver.number(closed));
        assertEquals("", GpuDriver.number("nothing of the kind"));
    }

    @Test
    void describesDriverAndGpus() {
        assertEquals(
                "550.163.01, CUDA 12.4, compute capability 9.0, 8.6",
                new GpuDriver("550.163.01", 12_040, List.of(90, 86)).describe());
    }
}
