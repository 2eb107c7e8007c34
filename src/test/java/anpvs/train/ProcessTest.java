package anpvs.train;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunLock;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes: two on one run, and kill -9 at random moments. {@code -Danpvs.kills=20} kills
 * more often than a normal build does.
 */
class ProcessTest {
    private static final int KILLS = Integer.getInteger("anpvs.kills", 3);

    @TempDir Path folder;

    private static String nextStep(BufferedReader output) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("step ")) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("the process ended: " + seen);
    }

    @Test
    void aSecondProcessOnTheSameRunSaysSoAndLeaves() throws Exception {
        int epochs = 500; // longer than this test
        Process holder = TrainProcess.start(folder, Method.STANDARD, epochs);
        try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
            nextStep(output);
            ExperimentSpec spec = Runs.tiny(Method.STANDARD, epochs);
            Trainer second = Runs.trainer(folder, Progress.silent());
            assertMistake(
                    () -> second.train(spec), "is in use by", "process " + holder.pid() + " on ");
            assertEquals(Run.State.TRAINING, new RunStore(folder).of(spec).state());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        // a crash releases the lock
        Run run = new RunStore(folder).of(Runs.tiny(Method.STANDARD, epochs));
        RunLock.acquire(run.folder(), line -> {}).close();
    }

    @Test
    void aRunKilledAtRandomMomentsEndsBitEqualToAnUninterruptedOne() throws Exception {
        int epochs = 4 + 3 * KILLS;
        Random random = new Random();
        Run whole = Runs.trained(folder.resolve("whole"), Method.ANP_VS, epochs);
        Path store = folder.resolve("killed");
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = TrainProcess.start(store, Method.ANP_VS, epochs);
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                String step = nextStep(output);
                for (int skip = random.nextInt(12); skip > 0; skip--) {
                    step = nextStep(output);
                }
                Thread.sleep(random.nextInt(30)); // in the middle of a step or of a write
                process.destroyForcibly().waitFor(); // SIGKILL
                System.out.println("killed after " + step);
            }
        }
        Run killed = Runs.trainer(store, Progress.silent()).train(Runs.tiny(Method.ANP_VS, epochs));
        assertEquals(Runs.newest(whole), Runs.newest(killed));
        assertEquals(Files.readString(whole.metricsFile()), Files.readString(killed.metricsFile()));
        try (var files = Files.list(killed.folder())) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".tmp")));
        }
    }
}
