package anpvs.store;

import anpvs.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The right to work on a run (train, attack or check it), of one process at a time on whatever
 * machine: a lock of the operating system, which a crash releases at once, and a {@link Lease},
 * which other machines see and which expires when the whole machine is gone.
 */
public final class RunLock implements AutoCloseable, AtomicFiles.Right {
    /** Runs that this process has locked: the system's lock is a process's, not a thread's. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    /** Nobody takes an hour to write a record or a checkpoint. */
    private static final long ABANDONED_MILLISECONDS = 3_600_000;

    private final Path folder;
    private final SystemLock system;
    private final Lease lease;

    private RunLock(Path folder, SystemLock system, Lease lease) {
        this.folder = folder;
        this.system = system;
        this.lease = lease;
    }

    /**
     * @param folder of the run
     * @param note gets a line if the lock was left by a process that is gone
     * @return the lock
     * @throws RunHeld naming the holder, if another process (or thread) works on the run
     * @throws UserError if the run's folder cannot be written
     */
    public static RunLock acquire(Path folder, Consumer<String> note) {
        if (!OWN.add(key(folder))) {
            throw new RunHeld(id(folder), Machine.describeProcess() + " (this one)");
        }
        RunLock lock = null;
        try {
            lock = lock(folder, note);
            return lock;
        } catch (IOException e) {
            throw new UserError("cannot lock run " + folder + ": " + UserError.reason(e), e);
        } finally {
            if (lock == null) {
                OWN.remove(key(folder));
            }
        }
    }

    private static RunLock lock(Path folder, Consumer<String> note) throws IOException {
        SystemLock system = SystemLock.attempt(folder.resolve("lock"));
        Lease lease = null;
        try {
            Optional<Lease.Holder> before = Lease.holder(folder);
            if (!isAlive(before, system)) {
                boolean ours = system.state() == SystemLock.State.OURS;
                lease = Lease.take(folder, ours, holder -> ours && isHere(holder)).orElse(null);
            }
            if (lease == null) {
                String who = Lease.holder(folder).map(Lease.Holder::who).orElse("a process");
                throw new RunHeld(id(folder), who);
            }
            before.ifPresent(
                    holder ->
                            note.accept("run " + id(folder) + " taken over from " + holder.who()));
            deleteTemporary(folder);
            return new RunLock(folder, system, lease);
        } catch (IOException | RuntimeException e) {
            if (lease != null) {
                lease.close();
            }
            system.close();
            throw e;
        }
    }

    /**
     * Deletes what killed processes left half written. Only the holder of a run's lock may; what is
     * written without a lock it leaves, until it is old.
     */
    private static void deleteTemporary(Path folder) throws IOException {
        long now = AtomicFiles.clock(folder);
        String names = AtomicFiles.TEMPORARY + "*";
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, names)) {
            for (Path path : left) {
                boolean shared = path.getFileName().toString().startsWith(AtomicFiles.SHARED);
                if (!shared || now - modified(path, now) > ABANDONED_MILLISECONDS) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private static long modified(Path path, long otherwise) throws IOException {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (NoSuchFileException e) {
            return otherwise; // finished in the meantime
        }
    }

    /** Where the system's lock tells, the lease need not be looked at. */
    private static boolean isAlive(Optional<Lease.Holder> holder, SystemLock system) {
        return system.state() == SystemLock.State.TAKEN
                && (holder.isEmpty() || isHere(holder.get()));
    }

    /** Whether the holder is on this machine, so that each sees the other's lock. */
    private static boolean isHere(Lease.Holder holder) {
        return holder.locked() && holder.machine().equals(Machine.ID);
    }

    /**
     * @param folder of a run
     * @return whether somebody works on it now
     */
    static boolean held(Path folder) {
        if (OWN.contains(key(folder))) {
            return true;
        }
        Path file = folder.resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (SystemLock system = SystemLock.attempt(file)) {
            Optional<Lease.Holder> holder = Lease.holder(folder);
            boolean ours = system.state() == SystemLock.State.OURS;
            boolean dead = holder.isEmpty() || (ours && isHere(holder.get()));
            return isAlive(holder, system) || (!dead && Lease.fresh(folder));
        } catch (IOException e) {
            return false; // a store that cannot be written is not being trained
        }
    }

    /**
     * To be asked right before anything is written with this right.
     *
     * @throws UserError naming the process that took the run over, because this one stood still for
     *     so long that its lease expired
     */
    @Override
    public void check() {
        try {
            Optional<String> loss = lease.lost();
            if (loss.isPresent()) {
                throw new UserError(
                        ("run %s %s. It stops here and has written nothing since; the same command goes"
                                        + " on when nobody else does")
                                .formatted(id(folder), loss.get()));
            }
        } catch (IOException e) {
            throw new UserError(
                    ("cannot see who has the lock of run %s: %s; repeat the command, it goes on"
                                    + " from the last checkpoint")
                            .formatted(folder, UserError.reason(e)),
                    e);
        }
    }

    /** Gives the right back. */
    @Override
    public void close() {
        lease.close();
        system.close();
        OWN.remove(key(folder));
    }

    private static String id(Path folder) {
        return folder.getFileName().toString();
    }

    private static Path key(Path folder) {
        return folder.toAbsolutePath().normalize();
    }
}
