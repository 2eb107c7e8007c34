package anpvs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What lies under the name of a file that is to be written. Writers that publish by renaming ask
 * here first: a rename puts a regular file in the place of whatever has the name, a link, a pipe or
 * a device.
 */
public final class OutputFile {
    /** Links that are followed before the kernel, too, would give up. */
    private static final int MOST_LINKS = 40;

    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int SOCKET = 0140000;

    private OutputFile() {}

    /**
     * @param name as the user or the program names the file; nothing need be there
     * @return the regular file that is to be replaced or made: {@code name}, or what it links to
     * @throws UserError if a folder, a device, a pipe or a socket is there
     * @throws IOException if its links lead in a circle or cannot be read
     */
    public static Path regular(Path name) throws IOException {
        Path file = name.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(name.toString());
            }
            // of a link to a pipe below /proc the text is no path, but it can be looked at
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                break;
            }
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new UserError(
                    name
                            + " is "
                            + kind(file)
                            + "; it is left as it is: expected the name of a regular file, or a new"
                            + " one");
        }
        return file;
    }

    /**
     * @param folder made with its parents, unless it is there; a link to a folder is one, which
     *     {@link Files#createDirectories} of JDK 17 refuses
     * @return the folder
     * @throws IOException if it is a file, or cannot be made
     */
    public static Path folder(Path folder) throws IOException {
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
    }

    /**
     * @param name of a file
     * @return whether a pipe is there, named or inherited as {@code /dev/stdout}, which is written
     *     into instead of replaced
     */
    public static boolean isPipe(Path name) {
        return type(name) == PIPE;
    }

    /**
     * Opens a pipe for writing.
     *
     * @param pipe a pipe, see {@link #isPipe}
     * @param seconds how long to wait for a reader, without which a pipe cannot be opened
     * @return the open pipe
     * @throws UserError if there is no reader after that time
     * @throws IOException if it cannot be opened
     */
    public static OutputStream openPipe(Path pipe, int seconds) throws IOException {
        CompletableFuture<OutputStream> opened = new CompletableFuture<>();
        Thread opener =
                new Thread(
                        () -> {
                            try {
                                opened.complete(Files.newOutputStream(pipe));
                            } catch (IOException e) {
                                opened.completeExceptionally(e);
                            }
                        },
                        "opens a pipe");
        opener.setDaemon(true);
        opener.start();
        try {
            return opened.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            release(pipe, opened);
            throw new UserError(
                    "nothing reads from the pipe "
                            + pipe
                            + " (waited "
                            + seconds
                            + " s); start its reader, then repeat the command",
                    e);
        } catch (InterruptedException e) {
            release(pipe, opened);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A reader for a moment, so that the thread that waits for one comes free. */
    private static void release(Path pipe, CompletableFuture<OutputStream> opened)
            throws IOException {
        RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw");
        try {
            opened.join().close();
        } finally {
            reader.close();
        }
    }

    private static String kind(Path file) {
        if (Files.isDirectory(file)) {
            return "a folder";
        }
        return switch (type(file)) {
            case PIPE -> "a pipe";
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "a device";
            case SOCKET -> "a socket";
            default -> "no regular file";
        };
    }

    /** The type bits of what the name leads to; 0 where nothing is, or no Unix. */
    private static int type(Path name) {
        if (!name.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return 0;
        }
        try {
            return (int) Files.getAttribute(name, "unix:mode", new LinkOption[0]) & TYPE;
        } catch (IOException e) {
            return 0;
        }
    }
}
