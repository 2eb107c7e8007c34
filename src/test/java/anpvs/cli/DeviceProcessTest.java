package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.cli.options.GridOption;
import anpvs.grid.RunGrid;
import anpvs.method.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DeviceProcessTest {
    private static final RunGrid GRID =
            GridOption.grid(Profile.SMOKE, List.of("glyphs"), List.of("admm"), 1);

    @TempDir Path folder;

    private final StringWriter said = new StringWriter();

    private DeviceProcess process(String device, int threads) {
        List<String> options =
                List.of("--profile=smoke", "--dataset=glyphs", "--method=admm", "--runs=" + folder);
        return new DeviceProcess(device, device, threads, options, new PrintWriter(said, true));
    }

    @Test
    void theCommandNamesRunDeviceAndThreads() {
        ProcessBuilder builder = process("gpu:1", 4).builder(GRID.entry(2));
        String command = String.join(" ", builder.command());
        assertTrue(command.contains(" train --wait --index 2 --device gpu:1 "), command);
        assertTrue(command.endsWith(" --method=admm --runs=" + folder), command);
        assertEquals("4", builder.environment().get("OMP_NUM_THREADS"));
    }

    /** Runs 0 and 1, which run 2 needs, are not there: a process that ends with 2 and says so. */
    @Test
    void whatAProcessSaysLastIsTheReason() throws InterruptedException {
        String reason = process("cpu", 2).run(GRID.entry(2));
        assertTrue(reason.startsWith("run 2 (glyphs-admm-smoke-s0-"), reason);
        assertTrue(reason.endsWith("train that first"), reason);
        assertTrue(said.toString().startsWith("cpu  anpvs: run 2 "), said::toString);
    }

    @Test
    void interruptedItEndsTheProcessInOrder() throws Exception {
        DeviceProcess process = process("cpu", 2);
        Thread main = Thread.currentThread();
        Thread user =
                new Thread(
                        () -> {
                            while (!exists("spec.json")) {
                                Thread.onSpinWait();
                            }
                            main.interrupt();
                        });
        user.start();
        assertThrows(InterruptedException.class, () -> process.run(GRID.entry(0)));
        user.join();
        assertTrue(exists("lease-00000001.released"), "killed, not told to end");
        assertEquals(0, ProcessHandle.current().children().filter(ProcessHandle::isAlive).count());
    }

    private boolean exists(String name) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.endsWith(name));
        } catch (IOException | UncheckedIOException e) {
            return false; // something was renamed meanwhile
        }
    }
}
