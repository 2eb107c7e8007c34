package anpvs.experiment;

import anpvs.UserError;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * Writes files so that a reader sees the old content or the new one and nothing between, whatever
 * happens: a temporary file in the same folder, fsync, rename, fsync of the folder.
 */
final class AtomicFiles {
    private static final String TEMPORARY = ".tmp-";

    private AtomicFiles() {}

    /** What is written. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * @param target the file, replaced if it is there
     * @param text its content, written as UTF-8
     * @throws UserError if it cannot be written; an earlier file is then untouched
     */
    static void write(Path target, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String name = target.getFileName().toString();
        publish(target.toAbsolutePath().getParent(), out -> out.write(bytes), digest -> name);
    }

    /**
     * Writes a file whose name may depend on its content.
     *
     * @param folder where
     * @param body writes the content
     * @param nameOfDigest file name from the SHA-256 of the content in hexadecimal
     * @return the file
     * @throws UserError if it cannot be written; earlier files are then untouched
     */
    static Path publish(Path folder, Body body, UnaryOperator<String> nameOfDigest) {
        Path temporary = null;
        try {
            temporary = Files.createTempFile(folder, TEMPORARY, null);
            MessageDigest digest = sha256();
            try (FileOutputStream file = new FileOutputStream(temporary.toFile());
                    OutputStream out =
                            new DigestOutputStream(
                                    new BufferedOutputStream(file, 1 << 16), digest)) {
                body.writeTo(out);
                out.flush();
                file.getFD().sync();
            }
            String hex = HexFormat.of().formatHex(digest.digest());
            Path target = folder.resolve(nameOfDigest.apply(hex));
            Files.move(
                    temporary,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            syncFolder(folder);
            return target;
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw new UserError(
                    "cannot write in "
                            + folder
                            + ": "
                            + reason(e)
                            + "; free space or correct the permissions, then repeat the command"
                            + " (what was stored before is untouched)",
                    e);
        }
    }

    /** Deletes what a killed process left half written. Only the holder of a run's lock may. */
    static void deleteTemporary(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, TEMPORARY + "*")) {
            for (Path path : left) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** {@return the digest that names and seals everything in the store} */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** {@return SHA-256 of the text's UTF-8 bytes, hexadecimal} */
    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return SHA-256 of the bytes, hexadecimal} */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** {@return what went wrong, for a message: file system exceptions may carry no text} */
    static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass() == IOException.class && message != null
                ? message
                : e.getClass().getSimpleName() + (message == null ? "" : " " + message);
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
