package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CifarFilesTest {
    /** Records whose pixels all have the value of their number. */
    private static byte[] records(int first, int labelBytes, int... labels) {
        int size = labelBytes + 3072;
        int count = labels.length / labelBytes;
        byte[] file = new byte[count * size];
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < labelBytes; l++) {
                file[i * size + l] = (byte) labels[i * labelBytes + l];
            }
            int start = i * size + labelBytes;
            Arrays.fill(file, start, start + 3072, (byte) (first + i));
        }
        return file;
    }

    private static byte[] pixels(int... values) {
        byte[] all = new byte[values.length * 3072];
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(all, i * 3072, (i + 1) * 3072, (byte) values[i]);
        }
        return all;
    }

    private static void refused(Dataset dataset, byte[] file, String word) {
        assertMistake(() -> CifarFiles.parse(dataset, List.of(file), "batch"), word);
    }

    @Test
    void joinsTheBatchesOfCifar10() {
        LabelledImages read =
                CifarFiles.parse(
                        Dataset.CIFAR10,
                        List.of(records(1, 1, 4, 9), records(201, 1, 0)),
                        "cifar10");
        assertArrayEquals(new byte[] {4, 9, 0}, read.labels());
        assertArrayEquals(pixels(1, 2, 201), read.pixels());
        assertEquals(3, read.channels());
    }

    @Test
    void takesTheFineLabelOfCifar100() {
        LabelledImages read =
                CifarFiles.parse(
                        Dataset.CIFAR100, List.of(records(5, 2, 19, 99, 3, 0)), "cifar100");
        assertArrayEquals(new byte[] {99, 0}, read.labels());
        assertArrayEquals(pixels(5, 6), read.pixels());
    }

    @Test
    void refusesBrokenRecordsAndLabels() {
        byte[] whole = records(0, 1, 1, 2);
        refused(Dataset.CIFAR10, Arrays.copyOf(whole, whole.length - 1), "3073");
        refused(Dataset.CIFAR10, new byte[0], "found 0 bytes");
        refused(Dataset.CIFAR10, records(0, 1, 1, 10), "label 10 of image 1");
        refused(Dataset.CIFAR100, whole, "3074");
        refused(Dataset.CIFAR100, records(0, 2, 0, 100), "label 100 of image 0");
    }
}
