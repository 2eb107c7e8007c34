package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.util.cuda.CudaUtils;
import anpvs.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ComputeDeviceTest {
    @AfterEach
    void forget() {
        ComputeDevice.name(null);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, false, 0, -1",
        "auto, true, 0, -1",
        "auto, true, 2, 0",
        "cpu, true, 2, -1",
        "gpu, true, 2, 0",
        "gpu:0, true, 1, 0",
        "gpu:1, true, 2, 1",
        "gpu:12, true, 16, 12"
    })
    void chosen(String name, boolean cuda, int gpus, int expected) {
        Device device = expected < 0 ? Device.cpu() : Device.gpu(expected);
        assertEquals(device, ComputeDevice.choose(name, cuda, gpus, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tpu", "GPU", "gpu:", "gpu:-1", "gpu:x", "gpu:1000", "cuda:0"})
    void noDevice(String name) {
        UserError e = assertThrows(UserError.class, () -> ComputeDevice.name(name));
        assertTrue(e.getMessage().contains("'" + name + "'"), e::getMessage);
        assertTrue(e.getMessage().contains("auto, cpu, gpu or gpu:N"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource({
        "gpu:3, false, 0, environment/cuda",
        "gpu:3, true, 0, nvidia-smi",
        "gpu:2, true, 2, 'only gpu:0, gpu:1'"
    })
    void notThere(String name, boolean cuda, int gpus, String said) {
        UserError e =
                assertThrows(
                        UserError.class, () -> ComputeDevice.choose(name, cuda, gpus, Map.of()));
        assertTrue(e.getMessage().startsWith("device " + name + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(said), e::getMessage);
        assertTrue(e.getMessage().contains("--device cpu"), e::getMessage);
    }

    @Test
    void theLaunchersReasonIsTold() {
        Map<String, String> launched = Map.of("ANPVS_ENGINE_NOTE", "no GPU here");
        UserError e =
                assertThrows(
                        UserError.class, () -> ComputeDevice.choose("gpu", false, 0, launched));
        assertTrue(e.getMessage().contains("no GPU here"), e::getMessage);
    }

    @Test
    void whyItIsNotTheGpuIsTold() {
        Map<String, String> launched = Map.of("ANPVS_ENGINE_NOTE", "no GPU here");
        Device cpu = Device.cpu();
        assertEquals(
                "computing on the CPU: no GPU here",
                ComputeDevice.remark("auto", cpu, false, launched));
        assertTrue(ComputeDevice.remark("auto", cpu, true, Map.of()).contains("nvidia-smi"));
        assertNull(ComputeDevice.remark("auto", cpu, false, Map.of()));
        assertNull(ComputeDevice.remark("cpu", cpu, true, launched));
    }

    @Test
    void theFirstStartOnAGpuIsTold(@TempDir Path folder) throws IOException {
        Map<String, String> kept = Map.of("CUDA_CACHE_PATH", folder.toString());
        Device gpu = Device.gpu(0);
        String first = ComputeDevice.remark("auto", gpu, true, kept);
        assertTrue(first.endsWith("kept in " + folder), first);
        Files.createFile(folder.resolve("index"));
        assertNull(ComputeDevice.remark("auto", gpu, true, kept));
        assertTrue(ComputeDevice.remark("gpu", gpu, true, Map.of()).contains("ComputeCache"));
    }

    /**
     * While it looks for the engine's library DJL asks CUDA for GPUs, and warns on a machine that
     * has CUDA's runtime and no driver. The log's settings come with the kit, for every launcher.
     */
    @Test
    void djlDoesNotWarnOfMissingGpus() {
        assertFalse(LoggerFactory.getLogger(CudaUtils.class).isWarnEnabled());
        assertTrue(LoggerFactory.getLogger(ComputeDevice.class).isWarnEnabled());
        assertFalse(LoggerFactory.getLogger(ComputeDevice.class).isInfoEnabled());
    }

    @Test
    void managersAreOnTheDevice() {
        ComputeDevice.name("cpu");
        try (NDManager manager = ComputeDevice.newManager()) {
            assertEquals(Device.cpu(), manager.getDevice());
            assertEquals(Device.cpu(), manager.newSubManager().getDevice());
        }
        assertEquals("cpu()", ComputeDevice.describe());
    }
}
