package anpvs.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
    private static final byte[] TRAIN = Samples.noise(4, 9_000);
    private static final byte[] TEST = Samples.noise(5, 3_000);

    @TempDir private Path root;
    private Path target;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    @BeforeEach
    void makeFolder() throws IOException {
        target = Files.createDirectory(root.resolve("cifar100"));
    }

    private ArchiveTest with(String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
        return this;
    }

    private ArchiveTest with(String name, byte type, String link) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(link);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
        return this;
    }

    private ArchiveTest withBoth() throws IOException {
        return with("set/train.bin", TRAIN).with("set/test.bin", TEST);
    }

    private byte[] packed() throws IOException {
        tar.close();
        return Samples.gzip(bytes.toByteArray());
    }

    private static Download download(byte[] archive) {
        List<KnownFile> files =
                List.of(Samples.plain("train.bin", TRAIN), Samples.plain("test.bin", TEST));
        return new Download("set.tar.gz", archive.length, Sha256.of(archive), "set", files);
    }

    private void unpack(byte[] archive) throws IOException {
        Path file = Files.write(root.resolve("set.tar.gz.part"), archive);
        Archive.unpack(file, download(archive), target);
    }

    /** Unpacking fails for that reason, and nothing has appeared beside the expected files. */
    private void refused(byte[] archive, String word) throws IOException {
        IOException e = assertThrows(IOException.class, () -> unpack(archive));
        assertTrue(e.getMessage().contains(word), e.getMessage());
        try (Stream<Path> found = Files.walk(root)) {
            List<String> names = found.map(p -> root.relativize(p).toString()).sorted().toList();
            List<String> allowed =
                    List.of(
                            "",
                            "cifar100",
                            "cifar100/train.bin",
                            "cifar100/test.bin",
                            "set.tar.gz.part");
            assertTrue(allowed.containsAll(names), names.toString());
        }
    }

    @Test
    void unpacksTheExpectedFilesOnly() throws IOException {
        with("set/", TarConstants.LF_DIR, "").withBoth().with("set/readme.html", new byte[88]);
        unpack(packed());
        assertArrayEquals(TRAIN, Files.readAllBytes(target.resolve("train.bin")));
        assertArrayEquals(TEST, Files.readAllBytes(target.resolve("test.bin")));
        try (Stream<Path> files = Files.list(target)) {
            assertEquals(2, files.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escape", "set/../../escape", "/escape", "set/..", "c:\\escape"})
    void refusesPathsThatLeaveTheFolder(String name) throws IOException {
        with(name, new byte[10]).withBoth();
        refused(packed(), "refused entry");
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_SYMLINK,
                TarConstants.LF_LINK,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO
            })
    void refusesLinksAndDevices(byte type) throws IOException {
        with("set/train.bin", type, "/etc/passwd").with("set/test.bin", TEST);
        refused(packed(), "neither a file nor a folder");
    }

    @Test
    void refusesTooMuchBeside() throws IOException {
        with("set/bomb", new byte[5 << 20]).withBoth();
        refused(packed(), "too much");
    }

    @Test
    void refusesTooManyEntries() throws IOException {
        for (int i = 0; i < 200; i++) {
            with("set/" + i, new byte[0]);
        }
        refused(packed(), "too many");
    }

    @Test
    void refusesWrongContent() throws IOException {
        byte[] wrong = TRAIN.clone();
        wrong[17] ^= 1;
        with("set/train.bin", wrong).with("set/test.bin", TEST);
        refused(packed(), "expected SHA-256");
    }

    @Test
    void refusesWrongLength() throws IOException {
        with("set/train.bin", TEST).with("set/test.bin", TEST);
        refused(packed(), "expected 9000 bytes, found 3000");
    }

    @Test
    void refusesIncompleteArchive() throws IOException {
        with("set/train.bin", TRAIN);
        refused(packed(), "lacks [set/test.bin]");
    }

    @Test
    void refusesTruncatedArchive() throws IOException {
        byte[] archive = withBoth().packed();
        assertThrows(IOException.class, () -> unpack(Arrays.copyOf(archive, 5_000)));
    }

    @Test
    void downloadIsUnpackedAndRemoved() throws IOException {
        byte[] archive = withBoth().packed();
        try (FileServer server = new FileServer()) {
            URI mirror = server.at("/set.tar.gz", FileServer.file(archive)).resolve(".");
            Downloads downloads =
                    new Downloads(
                            new DataFolder(root),
                            (name, done, total) -> {},
                            Duration.ofSeconds(5),
                            Duration.ofMillis(2));
            List<String> written =
                    downloads.fetch(Dataset.CIFAR100, List.of(download(archive)), List.of(mirror));
            assertEquals(List.of("train.bin", "test.bin"), written);
        }
        try (Stream<Path> files = Files.list(target)) {
            assertEquals(2, files.count());
        }
    }
}
