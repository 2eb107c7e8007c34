package anpvs.train;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.method.Method;
import anpvs.method.NonFiniteException;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.Checkpoint;
import anpvs.store.ExperimentSpec;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that was stopped ends as one that was not, to the byte. */
class ResumeTest {
    @TempDir Path folder;

    @Test
    void anInterruptedRunEndsBitEqualToAnUninterruptedOne() throws Exception {
        ExperimentSpec spec = Runs.tiny(Method.ANP_VS, 4);
        Run whole = Runs.trained(folder.resolve("whole"), Method.ANP_VS, 4);
        Path parts = folder.resolve("parts");
        for (int step : new int[] {3, 8, 9}) { // within an epoch, at the end of one, just after
            Trainer trainer = Runs.trainer(parts, new Runs.InterruptAt(step));
            InterruptedRun stop = assertThrows(InterruptedRun.class, () -> trainer.train(spec));
            String message = stop.getMessage();
            assertTrue(message.contains("after step " + step + " of 16"), message);
            assertTrue(message.contains("anpvs train --method anp-vs --dataset glyphs"), message);
            assertFalse(Thread.currentThread().isInterrupted());
            assertEquals(Run.State.INTERRUPTED, new RunStore(parts).of(spec).state());
        }
        Run resumed = Runs.trainer(parts, Progress.silent()).train(spec);

        assertEquals(Run.State.FINISHED, resumed.state());
        assertEquals(Runs.newest(whole), Runs.newest(resumed));
        assertEquals(
                Files.readString(whole.metricsFile()), Files.readString(resumed.metricsFile()));
        assertEquals(4, resumed.epochs().size());
        assertEquals(1, whole.provenance().sessions().size());
        assertTrue(whole.provenance().processorSeconds() > 0);
        assertTrue(resumed.provenance().processorSeconds() > 0);
        assertEquals(4, resumed.provenance().sessions().size());
        assertEquals(9, resumed.provenance().sessions().get(3).fromStep());
        assertEquals(16, resumed.provenance().sessions().get(3).toStep());
    }

    @Test
    void aRunThatCannotBeTrainedLeavesNoFolder() throws IOException {
        Trainer trainer =
                new Trainer(
                        new RunStore(folder),
                        set -> {
                            throw new UserError("no images");
                        },
                        Progress.silent());
        assertMistake(() -> trainer.train(Runs.tiny(Method.AT, 1)), "no images");
        ExperimentSpec without = Runs.tiny(Method.AT, 1).with(Map.of("trainImages", "5"));
        assertMistake(() -> Runs.trainer(folder, Progress.silent()).train(without), "not one step");
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** The methods whose state differs from that of ANP-VS. */
    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"BP", "PAT", "ANP_VS_VIB", "AT_BNN"})
    void everyKindOfStateResumesBitEqual(Method method) {
        Run whole = Runs.trained(folder.resolve("whole"), method, 2);
        Path parts = folder.resolve("parts");
        Trainer trainer = Runs.trainer(parts, new Runs.InterruptAt(3));
        assertThrows(InterruptedRun.class, () -> trainer.train(Runs.tiny(method, 2)));
        Run resumed = Runs.trained(parts, method, 2);
        assertEquals(Runs.newest(whole), Runs.newest(resumed));
        assertEquals(whole.epochs(), resumed.epochs());
    }

    /** A folder copied to another machine alone goes on; the run that it started from is done. */
    @Test
    void aRunWithACheckpointDoesNotNeedItsStartRun() throws Exception {
        ExperimentSpec spec = Runs.tinyFrom(Method.STANDARD, 1, Method.PRETRAINED_AT, 2);
        Path whole = folder.resolve("whole");
        Run run = Runs.trainer(whole, Progress.silent()).train(spec);
        Path parts = folder.resolve("parts");
        Runs.trainer(parts, Progress.silent()).train(spec.startSpec().orElseThrow());
        Trainer trainer = Runs.trainer(parts, new Runs.InterruptAt(3));
        assertThrows(InterruptedRun.class, () -> trainer.train(spec));
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Files.move(parts.resolve(run.id()), alone.resolve(run.id()));

        Run resumed = Runs.trainer(alone, Progress.silent()).train(spec);

        assertEquals(Runs.newest(run), Runs.newest(resumed));
        assertEquals(List.of(run.id()), new RunStore(alone).list().stream().map(Run::id).toList());
    }

    @Test
    void patKeepsTheMaskOfItsOwnBpRunToTheBit() {
        ExperimentSpec spec =
                Runs.tinyFrom(Method.BP, 1, Method.PAT, 2)
                        .with(Map.of("start.mask.klWeight", "50"));
        Run run = Runs.trainer(folder, Progress.silent()).train(spec);
        Run bp = new RunStore(folder).of(spec.startSpec().orElseThrow());
        assertEquals(50, bp.spec().recipe().mask().learning().klWeight());
        Map<String, HostArray> before = bp.finalCheckpoint().state();
        Map<String, HostArray> after = run.finalCheckpoint().state();
        for (String name : new String[] {"mask.a_uc", "mask.b_uc"}) {
            assertEquals(before.get(name).buffer(), after.get(name).buffer(), name);
        }
        assertNotEquals(before.get("conv1.weight").buffer(), after.get("conv1.weight").buffer());
        assertFalse(after.containsKey("adam.m.mask.a_uc"));
        assertEquals(bp.epochs().get(0).active(), run.epochs().get(1).active());
    }

    @Test
    void aRunStartsFromTheWeightsOfItsStartRunWhichIsTrainedFirst() {
        ExperimentSpec spec =
                Runs.tinyFrom(Method.STANDARD, 1, Method.ANP, 1).with(Map.of("weightRate", "0"));
        ExperimentSpec first = spec.startSpec().orElseThrow();
        assertEquals(spec.start(), first.runId());
        Run run = Runs.trainer(folder, Progress.silent()).train(spec);
        Run start = new RunStore(folder).of(first);
        assertEquals(Run.State.FINISHED, start.state());
        // a learning rate of 0 leaves the weights as they were loaded
        Map<String, HostArray> before = start.finalCheckpoint().state();
        Map<String, HostArray> after = run.finalCheckpoint().state();
        for (String name : new String[] {"conv1.weight", "conv2.bias", "dense4.weight"}) {
            assertEquals(before.get(name).buffer(), after.get(name).buffer(), name);
        }
    }

    @Test
    void aFinishedRunIsNotTrainedAgain() {
        Run run = Runs.trained(folder, Method.STANDARD, 1);
        Provenance first = run.provenance();
        Trainer trainer =
                new Trainer(
                        new RunStore(folder),
                        dataset -> {
                            throw new AssertionError("asked for the data of a finished run");
                        },
                        Progress.silent());
        assertEquals(run, trainer.train(Runs.tiny(Method.STANDARD, 1)));
        assertEquals(first, run.provenance());
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunAndKeepsTheLastGoodCheckpoint() {
        // one step an epoch; the first makes the weights so large that the second overflows
        ExperimentSpec spec =
                Runs.tiny(Method.STANDARD, 5)
                        .with(Map.of("trainImages", "10", "weightRate", "1e30"));
        Trainer trainer = Runs.trainer(folder, Progress.silent());
        NonFiniteException stop = assertThrows(NonFiniteException.class, () -> trainer.train(spec));
        Run run = new RunStore(folder).of(spec);
        assertEquals(Run.State.FAILED, run.state());
        Run.Failure failure = run.failure().orElseThrow();
        assertEquals(stop.getMessage(), failure.reason());
        assertTrue(failure.reason().matches("(loss|gradient of) .* is not finite at step .*"));
        assertEquals(run.checkpoints().lastStep(), failure.step());
        assertTrue(failure.step() >= 1 && failure.step() < 5, () -> failure.toString());
        Checkpoint kept = run.checkpoints().load(run.checkpoints().files().get(0));
        kept.state()
                .forEach(
                        (name, array) -> {
                            for (float value : array.floats()) {
                                assertTrue(Float.isFinite(value), name);
                            }
                        });
    }
}
