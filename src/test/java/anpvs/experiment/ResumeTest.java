package anpvs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was interrupted ends as one that was not, to the byte. */
class ResumeTest {
    @TempDir Path folder;

    @Test
    void anInterruptedRunEndsBitEqualToAnUninterruptedOne() throws Exception {
        ExperimentSpec spec = Runs.tiny(Method.ANP_VS, 4);
        Run whole = Runs.trainer(folder.resolve("whole"), Progress.silent()).train(spec);
        Path parts = folder.resolve("parts");
        for (int step : new int[] {3, 16, 21}) { // within an epoch, at the end of one, within one
            InterruptedRun stop =
                    assertThrows(
                            InterruptedRun.class,
                            () ->
                                    Runs.trainer(parts, new Runs.InterruptAt(spec, step))
                                            .train(spec));
            assertTrue(
                    stop.getMessage().contains("after step " + step + " of 32"), stop::getMessage);
            assertFalse(Thread.currentThread().isInterrupted());
            assertEquals(Run.State.INTERRUPTED, new RunStore(parts).of(spec).state());
        }
        Run resumed = Runs.trainer(parts, Progress.silent()).train(spec);

        assertEquals(Run.State.FINISHED, resumed.state());
        assertEquals(
                whole.checkpoints().files().get(0).getFileName(), // contains the SHA-256
                resumed.checkpoints().files().get(0).getFileName());
        assertEquals(
                Files.readString(whole.metricsFile()), Files.readString(resumed.metricsFile()));
        assertEquals(4, resumed.epochs().size());
        assertEquals(1, whole.provenance().sessions().size());
        assertEquals(4, resumed.provenance().sessions().size());
    }

    @Test
    void aFinishedRunIsNotTrainedAgain() {
        ExperimentSpec spec = Runs.tiny(Method.STANDARD, 1);
        Run run = Runs.trainer(folder, Progress.silent()).train(spec);
        Provenance first = run.provenance();
        Trainer trainer =
                new Trainer(
                        new RunStore(folder),
                        dataset -> {
                            throw new AssertionError("asked for the data of a finished run");
                        },
                        Progress.silent());
        assertEquals(run, trainer.train(spec));
        assertEquals(first, run.provenance());
    }
}
