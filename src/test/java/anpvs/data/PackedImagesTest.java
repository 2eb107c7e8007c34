package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackedImagesTest {
    private static final Path RESOURCES = Path.of("src/main/resources/anpvs/data/first-1000");

    @TempDir private Path nowhere;

    /** The labels as anybody who has seen the data sets knows them: 7, 2, 1, 0 and cat, ship, .. */
    @ParameterizedTest
    @CsvSource({"MNIST, 7 2 1 0 4 1 4 9 5 9", "CIFAR10, 3 8 8 0 6 6 1 6 3 1", "CIFAR100, 49 33 72"})
    void theFirstLabelsAreThePublishedOnes(Dataset dataset, String labels) {
        LabelledImages images = PackedImages.test(dataset);
        assertEquals(1_000, images.count());
        int[] expected = Arrays.stream(labels.split(" ")).mapToInt(Integer::parseInt).toArray();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], images.label(i), "image " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MNIST", "CIFAR10", "CIFAR100"})
    void standInWhereNoFileIsThere(Dataset dataset) {
        ImageSet set = new DataFolder(nowhere).load(dataset);
        assertSame(set.test(), set.test(1_000));
        assertEquals(List.of("first-1000/" + dataset.id()), List.copyOf(set.sha256().keySet()));
        assertMistake(set::train, "anpvs data fetch " + dataset.id());
        assertMistake(
                () -> set.test(1_001),
                "anpvs data fetch " + dataset.id(),
                "1,001 test images are asked for, but only the first 1,000 come with the kit");
    }

    @Test
    void syntheticSetsAreWhole() {
        ImageSet set = new DataFolder(nowhere).load(Dataset.GLYPHS);
        assertEquals(4_000, set.train().count());
        assertSame(set.test(), set.test(1_000_000));
    }

    /** What the kit brings along is small, and its files are those of the list. */
    @Test
    void areSmallAndListed() throws IOException {
        long bytes = 0;
        List<String> sums = Files.readAllLines(RESOURCES.resolve("SHA256SUMS"));
        for (String line : sums) {
            byte[] content = Files.readAllBytes(RESOURCES.resolve(line.substring(66)));
            assertEquals(line.substring(0, 64), Sha256.of(content), line);
            bytes += content.length;
        }
        assertEquals(6, sums.size());
        assertTrue(bytes < 6_000_000, bytes + " bytes");
    }

    @Tag("real-data")
    @ParameterizedTest
    @EnumSource(names = {"MNIST", "CIFAR10", "CIFAR100"})
    void areThoseOfThePublishedFiles(Dataset dataset) {
        LabelledImages published = DataFolder.locate(null).load(dataset).test();
        assertEquals(10_000, published.count());
        LabelledImages packed = PackedImages.test(dataset);
        assertArrayEquals(published.first(1_000).pixels(), packed.pixels());
        assertArrayEquals(published.first(1_000).labels(), packed.labels());
    }

    /**
     * Makes the pictures from the published files; any program may then pack them more tightly.
     *
     * @param folders where the data sets are, and where pictures and labels go
     */
    public static void main(String[] folders) throws IOException {
        for (Dataset dataset : List.of(Dataset.MNIST, Dataset.CIFAR10, Dataset.CIFAR100)) {
            LabelledImages images =
                    new DataFolder(Path.of(folders[0])).load(dataset).test().first(1_000);
            int size = dataset.size();
            boolean grey = dataset.channels() == 1;
            BufferedImage picture =
                    new BufferedImage(
                            PackedImages.COLUMNS * size,
                            PackedImages.COUNT / PackedImages.COLUMNS * size,
                            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < images.pixels().length; i++) {
                int image = i / images.imageBytes();
                int pixel = i % (size * size);
                picture.getRaster()
                        .setSample(
                                image % PackedImages.COLUMNS * size + pixel % size,
                                image / PackedImages.COLUMNS * size + pixel / size,
                                i / (size * size) % dataset.channels(),
                                images.pixels()[i] & 0xff);
            }
            Path folder = Path.of(folders[1]);
            ImageIO.write(picture, "png", folder.resolve(dataset.id() + ".png").toFile());
            Files.write(folder.resolve(dataset.id() + ".labels"), images.labels());
        }
    }
}
