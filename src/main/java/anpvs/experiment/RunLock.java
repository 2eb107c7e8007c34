package anpvs.experiment;

import anpvs.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The right to train a run: a lock of the operating system, which a crash releases, and beside it
 * the description of who holds it.
 */
final class RunLock {
    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * @param run the run
     * @return the lock
     * @throws UserError naming the holder, if another process (or thread) trains the run
     */
    static RunLock acquire(Run run) {
        Path holder = run.folder().resolve("lock.holder");
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            run.folder().resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                String who = Files.exists(holder) ? Files.readString(holder).strip() : "a process";
                throw new UserError(
                        "run "
                                + run.id()
                                + " is being trained by "
                                + who
                                + "; wait for it or stop it, then repeat the command");
            }
            AtomicFiles.deleteTemporary(run.folder());
            AtomicFiles.write(
                    holder,
                    "process "
                            + ProcessHandle.current().pid()
                            + " on "
                            + host()
                            + " since "
                            + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                            + "\n");
            return new RunLock(channel, lock);
        } catch (IOException e) {
            close(channel);
            throw new UserError(
                    "cannot lock run " + run.folder() + ": " + AtomicFiles.reason(e), e);
        } catch (UserError e) {
            close(channel);
            throw e;
        }
    }

    /**
     * @param run a run
     * @return whether somebody trains it now
     */
    static boolean held(Run run) {
        Path file = run.folder().resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            return lock == null;
        } catch (IOException e) {
            return false; // a store that cannot be written is not being trained
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another thread of this process
        }
    }

    /** {@return this machine's name} */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // the cause that led here is reported
        }
    }

    /** Gives the right back. */
    void close() {
        try {
            lock.release();
        } catch (IOException ignored) {
            // closing the channel releases it as well
        }
        close(channel);
    }
}
