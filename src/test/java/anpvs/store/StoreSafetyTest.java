package anpvs.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import anpvs.train.TrainProcess;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in one store, which all of them write. */
class StoreSafetyTest {
    @TempDir Path folder;

    @Test
    void eightProcessesFinishEachRunOnceAndLeaveOnlyWholeRecords() throws Exception {
        int runs = 12;
        List<Process> processes = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            processes.add(StoreProcess.start(folder, runs, number));
        }
        List<String> finished = new ArrayList<>();
        for (Process process : processes) {
            List<String> lines;
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                lines = output.lines().toList();
            }
            assertEquals(0, process.waitFor(), () -> String.join("\n", lines));
            finished.addAll(lines);
        }
        RunStore store = new RunStore(folder);
        List<String> expected = new ArrayList<>();
        for (int number = 0; number < runs; number++) {
            ExperimentSpec spec = StoreProcess.spec(number);
            expected.add("finished " + spec.runId());
            Run run = store.of(spec);
            assertEquals(spec, run.spec());
            assertEquals(Run.State.FINISHED, run.state());
            assertEquals(spec.recipe().totalSteps(), run.finalCheckpoint().step());
            assertEquals(spec.recipe().epochs(), run.epochs().size());
            try (Stream<Path> files = Files.list(run.folder())) {
                assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".")));
            }
        }
        assertEquals(expected.stream().sorted().toList(), finished.stream().sorted().toList());
        assertEquals(runs, store.list().size());
    }

    @Test
    void aHolderThatWakesUpAfterItsLeaseWasTakenStopsWithoutWriting() throws Exception {
        int epochs = 500;
        Map<String, String> shortLease = Map.of(Lease.VARIABLE, "2");
        Process holder = TrainProcess.start(folder, Method.STANDARD, epochs, shortLease);
        Run run = new RunStore(folder).of(Runs.tiny(Method.STANDARD, epochs));
        try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
            while (!output.readLine().startsWith("step 9")) {
                // the first epoch is stored
            }
            signal(holder, "STOP");
            asIfOnAnotherMachine(run);
            List<String> notes = new ArrayList<>();
            RunLock lock = RunLock.acquire(run.folder(), notes::add);
            assertTrue(notes.get(0).contains("process " + holder.pid() + " on "), notes::toString);
            Map<String, FileTime> before = files(run);
            signal(holder, "CONT");
            String rest = String.join("\n", output.lines().toList());
            assertEquals(1, holder.waitFor());
            // the second if it was stopped while it wrote: its temporary file is gone
            assertTrue(
                    rest.contains("now belongs to process " + ProcessHandle.current().pid())
                            || rest.contains("cannot write in "),
                    rest);
            assertEquals(before, files(run));
            lock.check();
            lock.close();
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    /** On the machine where these tests run, the holder's system lock would keep it safe. */
    private static void asIfOnAnotherMachine(Run run) throws IOException {
        Path lease = run.folder().resolve("lease-00000001");
        ObjectNode holder =
                (ObjectNode) SealedJson.parse(Files.readString(lease), lease.toString());
        Files.writeString(lease, SealedJson.line(holder.put("machine", "another")));
        Instant longAgo = Instant.now().minus(Duration.ofSeconds(5));
        Files.setLastModifiedTime(lease, FileTime.from(longAgo));
    }

    private static void signal(Process process, String name) throws Exception {
        // the shell's own: the program is in a package that a fresh machine has not
        String kill = "kill -" + name + " " + process.pid();
        assertEquals(0, new ProcessBuilder("bash", "-c", kill).start().waitFor());
    }

    /** Names and times of all records, but for what a lock changes. */
    private static Map<String, FileTime> files(Run run) throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(run.folder())) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith("lease")) {
                    times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
                }
            }
        }
        return times;
    }

    /** Closing a file releases all locks that its process has on it, so asking must not open it. */
    @Test
    void askingWhoHoldsARunDoesNotReleaseIt() throws Exception {
        Run run = new RunStore(folder).create(Runs.tiny(Method.STANDARD, 3));
        RunLock lock = RunLock.acquire(run.folder(), line -> {});
        assertEquals(Run.State.TRAINING, run.state());
        assertEquals("in use", secondProcess());
        lock.close();
        assertFalse(RunLock.held(run.folder()));
    }

    private String secondProcess() throws Exception {
        Process second = TrainProcess.start(folder, Method.STANDARD, 3);
        try (BufferedReader output = second.inputReader(StandardCharsets.UTF_8)) {
            String text = String.join("\n", output.lines().toList());
            second.waitFor();
            return text.contains("is in use by process " + ProcessHandle.current().pid())
                    ? "in use"
                    : text;
        }
    }
}
