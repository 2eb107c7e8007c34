package anpvs.data;

import anpvs.OutputFile;
import anpvs.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A download that is not complete yet, locked against other processes while it is open. */
final class PartFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * @param path the file, made if it is missing
     * @return the open and locked file
     * @throws UserError if another process downloads it
     */
    static PartFile open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        OutputFile.regular(path),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // locked by this very process, which is as good as by another one
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new UserError(path + " is being downloaded by another process; wait for it");
        }
        return new PartFile(path, channel);
    }

    Path path() {
        return path;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Throws away what is there. */
    void restart() throws IOException {
        channel.truncate(0);
    }

    /**
     * @throws FileSystemException if the disk does not take them, so that nobody takes it for a
     *     failure of the network
     */
    void append(byte[] bytes, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        try {
            channel.position(channel.size());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            FileSystemException full =
                    new FileSystemException(path.toString(), null, e.getMessage());
            full.initCause(e);
            throw full;
        }
    }

    /** {@return the first bytes, 512 at the most} */
    byte[] head() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(512, size()));
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
            // a read may give less than asked for
        }
        return buffer.array();
    }

    /** Writes everything through to the disk and {@return its SHA-256} */
    String seal() throws IOException {
        channel.force(true);
        return Sha256.of(Channels.newInputStream(channel.position(0)));
    }

    /** Leaves no empty file behind. */
    @Override
    public void close() throws IOException {
        if (channel.size() == 0) {
            Files.deleteIfExists(path);
        }
        channel.close();
    }
}
