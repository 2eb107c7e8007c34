package anpvs.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The operating system's lock on a file: a crash of its process releases it at once. Whether other
 * machines see it depends on the file system. To be tried by one thread of a process at a time, and
 * not while the process has it: closing a file releases all locks of the process on it.
 *
 * @param channel the open file
 * @param lock null if another process has it, or the file system knows no locks
 * @param state which of these
 */
record SystemLock(FileChannel channel, FileLock lock, State state) implements AutoCloseable {
    /** What came of the attempt. */
    enum State {
        /** This process has it now. */
        OURS,
        /** Another process has it. */
        TAKEN,
        /** The file system has no locks. */
        UNSUPPORTED
    }

    /**
     * @param file made if it is not there; never deleted
     * @return what came of it
     * @throws IOException if the file cannot be opened
     */
    static SystemLock attempt(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            return new SystemLock(channel, lock, lock == null ? State.TAKEN : State.OURS);
        } catch (IOException e) {
            return new SystemLock(channel, null, State.UNSUPPORTED);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // the file is closed all the same
        }
    }
}
