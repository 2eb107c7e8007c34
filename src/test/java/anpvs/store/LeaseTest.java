package anpvs.store;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.Texts;
import anpvs.method.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks of machines that do not see each other's system locks: only the lease file speaks. */
class LeaseTest {
    private static final long LENGTH = 400;

    @TempDir Path folder;
    private Run run;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void makeRun() {
        run = new RunStore(folder).create(Runs.tiny(Method.STANDARD, 2));
    }

    private Path lease(int number) {
        return run.folder().resolve(Texts.format("lease-%08d", number));
    }

    /** A lease as a process on another machine leaves it, of this age. */
    private Path foreign(int number, long age) throws IOException {
        return foreign(number, age, LENGTH);
    }

    private Path foreign(int number, long age, long length) throws IOException {
        Lease.Holder holder = new Lease.Holder("process 7 on node-b", "other boot", true, length);
        Files.writeString(lease(number), SealedJson.canonical(holder));
        makeOlder(lease(number), age);
        return lease(number);
    }

    private static void makeOlder(Path file, long milliseconds) throws IOException {
        long now = Files.getLastModifiedTime(file).toMillis();
        Files.setLastModifiedTime(file, FileTime.fromMillis(now - milliseconds));
    }

    private List<String> leases() throws IOException {
        try (Stream<Path> files = Files.list(run.folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("lease") || name.startsWith(".tmp"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aLeaseThatIsGivenBackLeavesItsNumber() throws IOException {
        RunLock first = RunLock.acquire(run.folder(), notes::add);
        assertEquals(List.of("lease-00000001"), leases());
        assertTrue(RunLock.held(run.folder()));
        first.check();
        first.close();
        assertEquals(List.of("lease-00000001.released"), leases());
        assertFalse(RunLock.held(run.folder()));
        RunLock second = RunLock.acquire(run.folder(), notes::add);
        assertEquals(List.of("lease-00000002"), leases());
        second.close();
        assertEquals(List.of(), notes);
        assertMistake(first::check, "now belongs to");
    }

    @Test
    void aLiveLeaseOfAnotherMachineIsRespectedAndItsHolderNamed() throws IOException {
        foreign(3, 0, 3_600_000);
        RunHeld e = assertThrows(RunHeld.class, () -> RunLock.acquire(run.folder(), notes::add));
        assertTrue(e.getMessage().contains("process 7 on node-b"), e::getMessage);
        assertEquals(Run.State.TRAINING, run.state());
        assertEquals(List.of("lease-00000003"), leases());
    }

    @Test
    void aLeaseThatIsNotRenewedExpires() throws IOException {
        foreign(3, LENGTH + 50);
        assertEquals(Run.State.NEW, run.state());
        RunLock lock = RunLock.acquire(run.folder(), notes::add);
        assertEquals(List.of("lease-00000004"), leases());
        assertEquals(List.of("run " + run.id() + " taken over from process 7 on node-b"), notes);
        lock.check();
        lock.close();
    }

    /** Both clocks may be wrong by hours: what is being renewed is alive. */
    @Test
    void aLeaseThatLooksOldButIsRenewedIsNeverTaken() throws Exception {
        Path file = foreign(1, 3_600_000, 20 * LENGTH); // watched for two seconds
        Thread holder =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    Thread.sleep(20);
                                    makeOlder(file, -20);
                                }
                            } catch (InterruptedException | IOException e) {
                                // the end of the test
                            }
                        });
        holder.start();
        try {
            assertThrows(RunHeld.class, () -> RunLock.acquire(run.folder(), notes::add));
        } finally {
            holder.interrupt();
            holder.join();
        }
    }

    @Test
    void aHalfWrittenLeaseIsNobodysAndExpiresToo() throws IOException {
        Files.createFile(lease(1));
        assertThrows(RunHeld.class, () -> RunLock.acquire(run.folder(), notes::add));
        makeOlder(lease(1), Lease.length(null).toMillis() + 1_000);
        assertFalse(RunLock.held(run.folder()));
    }

    @Test
    void onThisMachineTheSystemLockTellsAtOnceThatAHolderIsDead() throws IOException {
        Lease.Holder dead = new Lease.Holder("process 7", Machine.ID, true, 3_600_000);
        Files.writeString(lease(1), SealedJson.canonical(dead));
        assertEquals(Run.State.NEW, run.state());
        RunLock.acquire(run.folder(), notes::add).close();
        assertEquals(List.of("lease-00000002.released"), leases());
    }

    @Test
    void theHolderRenewsItsLease() throws Exception {
        Lease lease = Lease.take(run.folder(), true, holder -> false).orElseThrow();
        long before = Files.getLastModifiedTime(lease(1)).toMillis();
        lease.renew();
        assertTrue(Files.getLastModifiedTime(lease(1)).toMillis() >= before);
        makeOlder(lease(1), 100_000);
        before = Files.getLastModifiedTime(lease(1)).toMillis();
        lease.renew();
        assertTrue(Files.getLastModifiedTime(lease(1)).toMillis() >= before + 99_000);
        Files.delete(lease(1));
        assertTrue(lease.lost().orElseThrow().contains("somebody deleted"));
        lease.close();
    }

    @Test
    void nothingIsWrittenWithoutTheLock() throws IOException {
        RunLock lock = RunLock.acquire(run.folder(), notes::add);
        run.writeEpochs(List.of(), lock);
        Files.delete(lease(1));
        foreign(2, 0);
        Path file = run.failureFile();
        assertMistake(
                () -> AtomicFiles.write(file, "lost", lock), "now belongs to process 7 on node-b");
        assertEquals(List.of("lease-00000002"), leases());
        assertFalse(Files.exists(file));
        lock.close();
        assertEquals(List.of("lease-00000002"), leases());
    }

    @Test
    void whatOthersWriteWithoutTheLockIsNotTakenForLeftOvers() throws IOException {
        Path writing = Files.createFile(run.folder().resolve(".tmp-shared-1"));
        Path abandoned = Files.createFile(run.folder().resolve(".tmp-shared-2"));
        makeOlder(abandoned, 3_700_000);
        Path killed = Files.createFile(run.folder().resolve(".tmp-3"));
        RunLock.acquire(run.folder(), notes::add).close();
        assertTrue(Files.exists(writing));
        assertFalse(Files.exists(abandoned));
        assertFalse(Files.exists(killed));
    }

    @Test
    void theLengthIsChecked() {
        assertEquals(Duration.ofMinutes(2), Lease.length(null));
        assertEquals(Duration.ofSeconds(30), Lease.length(" 30 "));
        for (String wrong : List.of("1", "-5", "2m", "1e3", "100000")) {
            assertMistake(() -> Lease.length(wrong), "'" + wrong + "'");
        }
    }
}
