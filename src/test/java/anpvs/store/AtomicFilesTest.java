package anpvs.store;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theNameMayCarryTheHashOfTheContent() {
        Path file =
                AtomicFiles.publish(
                        folder,
                        out -> out.write('a'),
                        digest -> digest + ".bin",
                        AtomicFiles.Right.EVERYBODY);
        // printf a | sha256sum
        assertEquals(
                "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb.bin",
                file.getFileName().toString());
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        AtomicFiles.write(folder.resolve("record"), "old");
        assertMistake(
                () ->
                        AtomicFiles.publish(
                                folder,
                                out -> {
                                    out.write(new byte[100_000]);
                                    throw new IOException("No space left on device");
                                },
                                digest -> "record",
                                AtomicFiles.Right.EVERYBODY),
                "No space left on device");
        assertEquals(List.of("record"), names());
        assertEquals("old", Files.readString(folder.resolve("record")));
    }

    @Test
    void anInterruptDoesNotSpoilAWriteAndIsNotLost() throws IOException {
        Thread.currentThread().interrupt();
        AtomicFiles.write(folder.resolve("record"), "text");
        assertTrue(Thread.interrupted());
        assertEquals("text", Files.readString(folder.resolve("record")));
    }

    @Test
    void aMissingFolderIsAClearError() {
        Path missing = folder.resolve("no/file");
        assertMistake(() -> AtomicFiles.write(missing, ""), "cannot write in");
    }
}
