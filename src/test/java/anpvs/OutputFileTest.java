package anpvs;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir Path folder;

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    private Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }

    @Test
    void linksAreFollowedAlsoToWhatIsNotThereYet() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(file, OutputFile.regular(file));
        assertEquals(file, OutputFile.regular(link("one", "file")));
        assertEquals(file, OutputFile.regular(link("two", folder.resolve("one").toString())));
        Path later = folder.resolve("later");
        assertEquals(later, OutputFile.regular(later));
        assertEquals(later, OutputFile.regular(link("dangling", "later")));
        link("a", "b");
        Path circle = link("b", "a");
        assertThrows(FileSystemLoopException.class, () -> OutputFile.regular(circle));
    }

    @Test
    void whatIsNoRegularFileIsRefusedAlsoBehindALink() throws Exception {
        refused(folder, "a folder");
        refused(pipe(), "a pipe");
        refused(link("to-pipe", "pipe"), "a pipe");
        refused(Path.of("/dev/null"), "a device");
        Path device = link("to-device", "/dev/null");
        refused(device, "a device");
        Files.delete(device);
    }

    private static void refused(Path path, String kind) {
        String error = assertMistake(() -> OutputFile.regular(path));
        assertTrue(error.startsWith(path + " is " + kind), error);
    }

    @Test
    void aPipeIsWrittenIntoAndStaysOne() throws Exception {
        Path pipe = pipe();
        assertTrue(OutputFile.isPipe(pipe));
        assertTrue(OutputFile.isPipe(link("to-pipe", "pipe")));
        assertFalse(OutputFile.isPipe(folder));
        assertFalse(OutputFile.isPipe(folder.resolve("nothing")));
        CompletableFuture<byte[]> read =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return Files.readAllBytes(pipe);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        try (OutputStream out = OutputFile.openPipe(pipe, 20)) {
            out.write(new byte[] {1, 2, 3});
        }
        assertArrayEquals(new byte[] {1, 2, 3}, read.get());
        assertTrue(OutputFile.isPipe(pipe));
    }

    @Test
    void aPipeThatNobodyReadsIsAnErrorAndNoHang() throws Exception {
        Path pipe = pipe();
        assertMistake(() -> OutputFile.openPipe(pipe, 1), "nothing reads from the pipe " + pipe);
        assertTrue(OutputFile.isPipe(pipe));
    }

    @Test
    void aLinkToAFolderIsAFolder() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = link("link", "real");
        assertEquals(link, OutputFile.folder(link));
        assertTrue(Files.isDirectory(OutputFile.folder(link.resolve("a/b"))));
        assertTrue(Files.isDirectory(real.resolve("a/b")));
        Path file = Files.createFile(folder.resolve("file"));
        assertThrows(IOException.class, () -> OutputFile.folder(file));
    }
}
