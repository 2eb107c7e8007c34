package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.FileStatus.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
    @TempDir private Path path;

    /** Files of the right lengths and no content, which take no room on the disk. */
    private static void fill(Path folder, Dataset dataset, boolean gzip) throws IOException {
        Files.createDirectories(folder);
        for (KnownFile file : KnownFiles.of(dataset)) {
            String name = gzip ? file.publishedName() : file.name();
            try (RandomAccessFile sparse =
                    new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
                sparse.setLength(gzip ? file.publishedBytes() : file.bytes());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MNIST,mnist", "MNIST,MNIST/raw", "MNIST,.",
        "CIFAR10,cifar10", "CIFAR10,cifar-10-batches-bin", "CIFAR10,.",
        "CIFAR100,cifar100", "CIFAR100,cifar-100-binary", "CIFAR100,."
    })
    void findsTheFilesBelowAndInTheFolder(Dataset dataset, String place) throws IOException {
        fill(path.resolve(place), dataset, true);
        List<FileStatus> found = new DataFolder(path).glance(dataset);
        assertEquals(KnownFiles.of(dataset).size(), found.size());
        assertTrue(found.stream().allMatch(FileStatus::ok), found.toString());
    }

    @Test
    void findsUncompressedFiles() throws IOException {
        fill(path.resolve("mnist"), Dataset.MNIST, false);
        List<FileStatus> found = new DataFolder(path).glance(Dataset.MNIST);
        assertTrue(found.stream().allMatch(FileStatus::ok), found.toString());
    }

    /** 7-Zip writes a dot for the first hyphen, and may unpack into a folder of the file's name. */
    @ParameterizedTest
    @ValueSource(strings = {"%1$s", "%2$s/%1$s", "mnist/%1$s", "%1$s.gz"})
    void findsTheFilesAs7ZipNamesThem(String name) throws IOException {
        for (KnownFile file : KnownFiles.of(Dataset.MNIST)) {
            String dotted = file.name().replace("-idx", ".idx");
            Path place = path.resolve(name.formatted(dotted, file.name()));
            Files.createDirectories(place.getParent());
            Files.write(place, new byte[0]);
            assertEquals(place, new DataFolder(path).find(Dataset.MNIST, file));
        }
    }

    @Test
    void whatLiesThereInsteadIsNamed() throws IOException {
        Files.createDirectories(path.resolve("cifar10"));
        Path archive = Files.createFile(path.resolve("cifar10/cifar-10-python.tar.gz"));
        Path folder = Files.createDirectory(path.resolve("cifar-10-batches-py"));
        assertMistake(
                () -> new DataFolder(path).load(Dataset.CIFAR10),
                "there is: " + archive,
                "there is: " + folder,
                "the version for Python");
    }

    @Test
    void aFolderThatWasNamedMustBeThereAndBeOne() throws IOException {
        Path absent = path.resolve("absent");
        assertMistake(
                () -> DataFolder.locate(absent), "there is no folder " + absent + " (--data)");
        Path file = Files.createFile(path.resolve("file"));
        String error = assertMistake(() -> DataFolder.locate(file));
        assertTrue(error.startsWith(file + " (--data) is not a folder"), error);
    }

    @ParameterizedTest
    @EnumSource(names = {"MNIST", "CIFAR10", "CIFAR100"})
    void missingSetSaysWhatToDo(Dataset dataset) {
        String message = assertMistake(() -> new DataFolder(path).load(dataset).train());
        for (KnownFile file : KnownFiles.of(dataset)) {
            Path expected = path.resolve(dataset.id()).resolve(file.publishedName());
            assertTrue(message.contains(expected + ": missing"), message);
        }
        assertTrue(message.contains("anpvs data fetch " + dataset.id()), message);
        assertTrue(message.contains("--data DIR"), message);
    }

    /** The images that come with the kit serve as before. */
    @Test
    void whatAFailedDownloadLeavesIsNobodysData() throws IOException {
        Files.createDirectories(path.resolve("mnist"));
        Files.createDirectories(path.resolve("cifar10"));
        Files.createFile(path.resolve("cifar10/cifar-10-binary.tar.gz.part"));
        for (Dataset dataset : List.of(Dataset.MNIST, Dataset.CIFAR10)) {
            assertEquals(1_000, new DataFolder(path).load(dataset).test().count(), dataset.id());
        }
    }

    /** What is there may be what the user means: nothing stands in for it. */
    @Test
    void someMissingFilesAreAnError() throws IOException {
        Files.createFile(path.resolve("train-images-idx3-ubyte"));
        assertMistake(
                () -> new DataFolder(path).load(Dataset.MNIST),
                "t10k-labels-idx1-ubyte.gz: missing");
    }

    @Test
    void rightLengthsAreNotEnough() throws IOException {
        fill(path, Dataset.MNIST, false);
        List<FileStatus> found = new DataFolder(path).verify(Dataset.MNIST);
        assertTrue(found.stream().allMatch(f -> f.state() == State.WRONG_SUM), found.toString());
        assertMistake(() -> new DataFolder(path).load(Dataset.MNIST), "expected SHA-256 ba891046");
    }

    @ParameterizedTest
    @EnumSource(names = {"GLYPHS", "SHAPES"})
    void syntheticSetsNeedNoFolder(Dataset dataset) {
        DataFolder nowhere = new DataFolder(path.resolve("absent"));
        assertEquals(dataset, nowhere.load(dataset).dataset());
        assertEquals(List.of(), nowhere.verify(dataset));
    }

    @Test
    void optionNamesTheFolder() {
        assertEquals(path, DataFolder.locate(path).path());
    }
}
