package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.FileStatus.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs MNIST in the folder that ANPVS_DATA names. */
@Tag("real-data")
class RealMnistTest {
    private static final DataFolder DATA = DataFolder.locate(null);

    @TempDir private Path copy;

    private static int[] perClass(LabelledImages images) {
        int[] counts = new int[10];
        for (int i = 0; i < images.count(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    /** The counts are those of the published description; mean and deviation the customary ones. */
    @Test
    void isTheSetThatEverybodyUses() {
        ImageSet set = DATA.load(Dataset.MNIST);
        int[] train = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
        int[] test = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
        assertArrayEquals(train, perClass(set.train()));
        assertArrayEquals(test, perClass(set.test()));
        assertArrayEquals(new byte[] {5, 0, 4, 1, 9}, Arrays.copyOf(set.train().labels(), 5));
        double sum = 0;
        double squares = 0;
        for (byte pixel : set.train().pixels()) {
            double value = (pixel & 0xff) / 255.0;
            sum += value;
            squares += value * value;
        }
        double mean = sum / set.train().pixels().length;
        assertEquals(0.1307, mean, 5e-5);
        assertEquals(0.3081, Math.sqrt(squares / set.train().pixels().length - mean * mean), 5e-5);
    }

    @Test
    void uncompressedFilesAreTheSameSet() throws IOException {
        for (KnownFile file : KnownFiles.of(Dataset.MNIST)) {
            Path packed = DATA.find(Dataset.MNIST, file);
            try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
                Files.copy(in, copy.resolve(file.name()));
            }
        }
        ImageSet plain = new DataFolder(copy).load(Dataset.MNIST);
        ImageSet packed = DATA.load(Dataset.MNIST);
        assertEquals(packed.sha256(), plain.sha256());
        assertArrayEquals(packed.train().pixels(), plain.train().pixels());
    }

    @Test
    void damageIsSeenAndNamed() throws IOException {
        List<KnownFile> files = KnownFiles.of(Dataset.MNIST);
        for (KnownFile file : files) {
            Files.copy(DATA.find(Dataset.MNIST, file), copy.resolve(file.publishedName()));
        }
        Path trainImages = copy.resolve(files.get(0).publishedName());
        Path trainLabels = copy.resolve(files.get(1).publishedName());
        Path testImages = copy.resolve(files.get(2).publishedName());
        Path testLabels = copy.resolve(files.get(3).publishedName());
        byte[] all = Files.readAllBytes(trainImages);
        Files.write(trainImages, Arrays.copyOf(all, 5_000_000));
        Files.copy(testLabels, trainLabels, StandardCopyOption.REPLACE_EXISTING);
        byte[] flipped = Files.readAllBytes(testImages);
        flipped[flipped.length / 2] ^= 4;
        Files.write(testImages, flipped);
        Files.writeString(testLabels, "<html><body>404 not found</body></html>");

        DataFolder folder = new DataFolder(copy);
        List<FileStatus> found = folder.verify(Dataset.MNIST);
        assertEquals(State.WRONG_SIZE, found.get(0).state());
        assertEquals(State.SWAPPED, found.get(1).state());
        assertTrue(
                List.of(State.WRONG_SUM, State.UNREADABLE).contains(found.get(2).state()),
                found.get(2).message());
        assertEquals(State.HTML, found.get(3).state());
        String error = assertMistake(() -> folder.load(Dataset.MNIST));
        found.forEach(f -> assertTrue(error.contains(f.message())));
    }
}
