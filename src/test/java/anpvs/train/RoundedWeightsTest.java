package anpvs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.method.Method;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.ModelFile;
import anpvs.store.Run;
import anpvs.store.Runs;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose finished network has kernels of 16 bits. */
class RoundedWeightsTest {
    private static final ExperimentSpec WHOLE = Runs.tiny(Method.ANP_VS, 2);
    private static final ExperimentSpec ROUNDED = WHOLE.with(Map.of("weightPrecision", "bfloat16"));

    @TempDir Path folder;

    private Run trained(String name, ExperimentSpec spec) {
        return Runs.trainer(folder.resolve(name), Progress.silent()).train(spec);
    }

    /** Half of each bit pattern is 0, and the rest is the nearest to what the other run has. */
    @Test
    void kernelsAreRoundedAfterTheLastStepAndNothingElseChanges() {
        Map<String, HostArray> whole = trained("a", WHOLE).model();
        Map<String, HostArray> rounded = trained("b", ROUNDED).model();
        assertNotEquals(WHOLE.runId(), ROUNDED.runId());
        whole.forEach(
                (name, array) -> {
                    IntBuffer exact = array.buffer().asIntBuffer();
                    IntBuffer found = rounded.get(name).buffer().asIntBuffer();
                    boolean kernel = array.shape().dimension() > 1;
                    while (exact.hasRemaining()) {
                        int bits = exact.get();
                        int kept = found.get();
                        assertEquals(0, kernel ? kept & 0xffff : 0, name);
                        assertTrue(Math.abs(kept - bits) <= (kernel ? 0x8000 : 0), name);
                    }
                });
    }

    @Test
    void aResumedRunEndsAlikeAndItsFileIsSmaller() throws IOException {
        Run whole = trained("whole", ROUNDED);
        Trainer stopped = Runs.trainer(folder.resolve("parts"), new Runs.InterruptAt(7));
        assertThrows(InterruptedRun.class, () -> stopped.train(ROUNDED));
        Run resumed = trained("parts", ROUNDED);
        assertEquals(whole.checkpoints().lastDigest(), resumed.checkpoints().lastDigest());
        Path file = folder.resolve("model.npz");
        ModelFile.export(whole, file);
        long bytes = whole.model().values().stream().mapToLong(array -> array.data().length).sum();
        assertEquals(0.46, (double) Files.size(file) / bytes, 0.03);
        assertEquals(
                whole.model().get("conv1.weight").buffer(),
                Npz.read(file).get("conv1.weight").buffer());
    }
}
