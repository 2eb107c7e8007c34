package anpvs.store;

import anpvs.OutputFile;
import anpvs.UserError;
import anpvs.data.Sha256;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Writes files so that a reader sees the old content or the new one and nothing between, whatever
 * happens and however many write: a temporary file of its own in the same folder, fsync, rename,
 * fsync of the folder. A link is followed; what is no regular file is refused.
 */
public final class AtomicFiles {
    /** Temporary files of the holder of a run's lock, and of those who write without one. */
    static final String TEMPORARY = ".tmp-";

    static final String SHARED = ".tmp-shared-";

    /** A pipe without a reader is not waited for much longer than it takes to start one. */
    private static final int READER_SECONDS = 10;

    private AtomicFiles() {}

    /** Asked at the last moment before a file appears under its name. */
    @FunctionalInterface
    public interface Right {
        /** The right of everybody, for what every process would write alike. */
        Right EVERYBODY = () -> {};

        /**
         * @throws UserError if this process may not write any more
         */
        void check();
    }

    /** What is written. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * @param target the file, replaced if it is there
     * @param text its content, written as UTF-8
     * @throws UserError if it cannot be written; an earlier file is then untouched
     */
    public static void write(Path target, String text) {
        write(target, text, Right.EVERYBODY);
    }

    /**
     * @param target the file, replaced if it is there
     * @param text its content, written as UTF-8
     * @param right whether this process may
     * @throws UserError if it cannot be written; an earlier file is then untouched
     */
    public static void write(Path target, String text, Right right) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(target, out -> out.write(bytes), right);
    }

    /**
     * @param target the file, replaced if it is there; its folder exists
     * @param bytes its content
     * @throws UserError if it cannot be written; an earlier file is then untouched
     */
    public static void write(Path target, byte[] bytes) {
        write(target, out -> out.write(bytes), Right.EVERYBODY);
    }

    /**
     * @param target the file, replaced if it is there
     * @param body writes the content
     * @param right whether this process may
     * @throws UserError if it cannot be written; an earlier file is then untouched
     */
    public static void write(Path target, Body body, Right right) {
        try {
            Path file = OutputFile.regular(target);
            publish(file.getParent(), body, digest -> file.getFileName().toString(), right);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /**
     * Writes a file that the user has named. A pipe gets the content, and stays one.
     *
     * @param target the file, replaced if it is there
     * @param body writes the content
     * @throws UserError if it cannot be written; an earlier file is then untouched
     */
    public static void export(Path target, Body body) {
        if (!OutputFile.isPipe(target)) {
            write(target, body, Right.EVERYBODY);
            return;
        }
        try (OutputStream out =
                new BufferedOutputStream(OutputFile.openPipe(target, READER_SECONDS), 1 << 16)) {
            body.writeTo(out);
        } catch (IOException e) {
            throw new UserError(
                    "cannot write into the pipe " + target + ": " + UserError.reason(e), e);
        }
    }

    /**
     * Writes a file whose name depends on its content.
     *
     * @param folder where
     * @param body writes the content
     * @param nameOfDigest file name from the SHA-256 of the content in hexadecimal
     * @param right whether this process may
     * @return the file
     * @throws UserError if it cannot be written; earlier files are then untouched
     */
    static Path publish(Path folder, Body body, UnaryOperator<String> nameOfDigest, Right right) {
        Path temporary = null;
        try {
            temporary = createTemporary(folder, right == Right.EVERYBODY ? SHARED : TEMPORARY);
            MessageDigest digest = Sha256.digest();
            try (FileOutputStream file = new FileOutputStream(temporary.toFile());
                    OutputStream out =
                            new DigestOutputStream(
                                    new BufferedOutputStream(file, 1 << 16), digest)) {
                body.writeTo(out);
                out.flush();
                file.getFD().sync();
            }
            String hex = HexFormat.of().formatHex(digest.digest());
            Path target = OutputFile.regular(folder.resolve(nameOfDigest.apply(hex)));
            right.check();
            Files.move(
                    temporary,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            syncFolder(folder);
            return target;
        } catch (UserError e) {
            deleteQuietly(temporary);
            throw e;
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw cannotWrite(folder, e);
        }
    }

    private static UserError cannotWrite(Path place, IOException e) {
        return new UserError(
                ("cannot write in %s: %s; free space or correct the permissions, then repeat"
                                + " the command (what was stored before is untouched)")
                        .formatted(place, UserError.reason(e)),
                e);
    }

    // With the permissions of any other new file: others may be meant to read the store.
    private static Path createTemporary(Path folder, String prefix) throws IOException {
        return Files.createFile(folder.resolve(prefix + UUID.randomUUID()));
    }

    /**
     * @param folder made with its parents, unless it is there
     * @throws UserError if it cannot be made
     */
    public static void makeFolder(Path folder) {
        try {
            OutputFile.folder(folder);
        } catch (IOException e) {
            throw new UserError("cannot make " + folder + ": " + UserError.reason(e), e);
        }
    }

    /**
     * @param folder a folder that can be written
     * @return the time now by the clock of its file system, in milliseconds
     */
    static long clock(Path folder) throws IOException {
        Path probe = createTemporary(folder, SHARED);
        try {
            return Files.getLastModifiedTime(probe).toMillis();
        } finally {
            deleteQuietly(probe);
        }
    }

    /**
     * @param file a file
     * @return SHA-256 of its content, hexadecimal
     * @throws UserError if it cannot be read
     */
    public static String sha256(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + UserError.reason(e), e);
        }
    }

    /**
     * @param file a file, or a folder of files, which need not be there
     * @throws UserError if it cannot be deleted
     */
    public static void delete(Path file) {
        try {
            if (Files.isDirectory(file)) {
                list(file).forEach(AtomicFiles::delete);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UserError("cannot delete " + file + ": " + UserError.reason(e), e);
        }
    }

    /**
     * @param folder a folder
     * @return what lies in it, by name
     * @throws UserError if it cannot be read
     */
    static List<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UserError("cannot list " + folder + ": " + UserError.reason(e), e);
        }
    }

    // An interrupt closes the channel; it is kept for the training loop, and the sync is repeated.
    private static void syncFolder(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = Thread.interrupted() || interrupted;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException ignored) {
            // the next holder of the lock deletes it
        }
    }
}
