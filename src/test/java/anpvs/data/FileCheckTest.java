package anpvs.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.FileCheck.Checked;
import anpvs.data.FileStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCheckTest {
    private static final byte[] IMAGES = Samples.noise(1, 50_000);
    private static final byte[] LABELS = Samples.noise(2, 700);
    private static final KnownFile IMAGES_FILE = Samples.gzipped("images", IMAGES);
    private static final KnownFile LABELS_FILE = Samples.gzipped("labels", LABELS);

    @TempDir private Path folder;

    private Checked check(KnownFile file, byte[] content) throws IOException {
        Path path = folder.resolve(file.publishedName());
        Files.write(path, content);
        return FileCheck.read(file, path, List.of(IMAGES_FILE, LABELS_FILE));
    }

    private void expect(State state, KnownFile file, byte[] content, String... words)
            throws IOException {
        Checked checked = check(file, content);
        String message = checked.status().message();
        assertEquals(state, checked.status().state(), message);
        assertTrue(message.startsWith(folder.resolve(file.publishedName()) + ": "), message);
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
        assertEquals(0, checked.content().length);
    }

    @Test
    void takesTheFileCompressedOrNot() throws IOException {
        assertArrayEquals(IMAGES, check(IMAGES_FILE, Samples.gzip(IMAGES)).content());
        assertArrayEquals(IMAGES, check(IMAGES_FILE, IMAGES).content());
        assertTrue(check(IMAGES_FILE, IMAGES).status().ok());
    }

    @Test
    void namesMissingFile() {
        Path path = folder.resolve("absent");
        FileStatus status = FileCheck.read(IMAGES_FILE, path).status();
        assertEquals(State.MISSING, status.state());
        assertEquals(path + ": missing", status.message());
        assertEquals(State.MISSING, FileCheck.glance(IMAGES_FILE, path).state());
    }

    @Test
    void seesTruncation() throws IOException {
        byte[] gzip = Samples.gzip(IMAGES);
        byte[] cut = Arrays.copyOf(gzip, 20_000);
        expect(State.WRONG_SIZE, IMAGES_FILE, cut, "cut off", "50,000", "20,000");
        expect(State.WRONG_SIZE, IMAGES_FILE, Arrays.copyOf(IMAGES, 49_999), "50,000", "49,999");
        expect(State.WRONG_SIZE, IMAGES_FILE, new byte[0], "found 0");
        expect(State.WRONG_SIZE, IMAGES_FILE, Arrays.copyOf(gzip, 2), "cut off");
    }

    @Test
    void seesTooMuch() throws IOException {
        expect(State.WRONG_SIZE, IMAGES_FILE, Arrays.copyOf(IMAGES, 50_001), "50,001");
        expect(State.WRONG_SIZE, IMAGES_FILE, Arrays.copyOf(IMAGES, 200_000), "200,000");
        expect(State.WRONG_SIZE, LABELS_FILE, Samples.gzip(new byte[1 << 22]), "expected 700");
    }

    @Test
    void seesEveryFlippedByte() throws IOException {
        for (int at = 0; at < LABELS.length; at += 97) {
            byte[] flipped = LABELS.clone();
            flipped[at] ^= 1;
            expect(State.WRONG_SUM, LABELS_FILE, flipped, LABELS_FILE.sha256(), "found");
        }
        byte[] gzip = Samples.gzip(IMAGES);
        for (int at = 12; at < gzip.length; at += 4_999) {
            byte[] flipped = gzip.clone();
            flipped[at] ^= 1;
            Checked checked = check(IMAGES_FILE, flipped);
            assertEquals(0, checked.content().length, checked.status().message());
        }
    }

    @Test
    void aFilePackedTwiceIsCalledThat() throws IOException {
        byte[] twice = Samples.gzip(Samples.gzip(IMAGES));
        expect(State.UNREADABLE, IMAGES_FILE, twice, "packed twice", "gunzip");
        expect(State.UNREADABLE, IMAGES_FILE, Samples.gzip(twice), "packed twice");
        expect(State.UNREADABLE, LABELS_FILE, Samples.gzip(Samples.gzip(LABELS)), "packed twice");
    }

    @Test
    void aWholeGzipFileThatIsTooShortIsNotCutOff() throws IOException {
        byte[] shorter = Samples.gzip(Arrays.copyOf(IMAGES, 49_999));
        Path path = folder.resolve(IMAGES_FILE.publishedName());
        expect(State.WRONG_SIZE, IMAGES_FILE, shorter, "50,000", "49,999 unpacked");
        assertFalse(check(IMAGES_FILE, shorter).status().message().contains("cut off"));
        assertTrue(Files.exists(path));
    }

    @Test
    void seesOtherPackings() throws IOException {
        expect(State.UNREADABLE, IMAGES_FILE, "PK\3\4 and more".getBytes(UTF_8), "a zip archive");
        expect(State.UNREADABLE, IMAGES_FILE, "BZh91AY".getBytes(UTF_8), "a bzip2 file");
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\n".getBytes(UTF_8);
        expect(State.UNREADABLE, IMAGES_FILE, pointer, "a pointer of Git LFS", "git lfs pull");
    }

    @Test
    void seesWebPage() throws IOException {
        expect(State.HTML, IMAGES_FILE, "\n<!DOCTYPE html><html>".getBytes(UTF_8), "web page");
        expect(State.HTML, IMAGES_FILE, "<HTML><body>503".getBytes(UTF_8), "images.gz", "HTML");
    }

    @Test
    void seesSwappedFiles() throws IOException {
        expect(State.SWAPPED, IMAGES_FILE, Samples.gzip(LABELS), "expected images", "of labels");
        expect(State.SWAPPED, LABELS_FILE, Samples.gzip(IMAGES), "expected labels", "of images");
        expect(State.SWAPPED, LABELS_FILE, IMAGES, "of images");
        expect(State.SWAPPED, IMAGES_FILE, LABELS, "of labels");
    }

    @Test
    void folderIsNotFile() throws IOException {
        Path path = Files.createDirectory(folder.resolve("images"));
        assertEquals(State.MISSING, FileCheck.read(IMAGES_FILE, path).status().state());
    }

    @Test
    void glanceComparesLengthsOnly() throws IOException {
        Path path = folder.resolve("x");
        Files.write(path, new byte[700]);
        assertTrue(FileCheck.glance(LABELS_FILE, path).ok());
        Files.write(path, new byte[701]);
        assertEquals(State.WRONG_SIZE, FileCheck.glance(LABELS_FILE, path).state());
    }
}
