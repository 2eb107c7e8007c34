package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IdxFilesTest {
    private static final int PLANE = 28 * 28;

    private static byte[] images(int magic, int count, int rows, int columns, int bytes) {
        byte[] pixels = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            pixels[i] = (byte) (i * 7);
        }
        return ByteBuffer.allocate(16 + bytes)
                .putInt(magic)
                .putInt(count)
                .putInt(rows)
                .putInt(columns)
                .put(pixels)
                .array();
    }

    private static byte[] labels(int count, int... labels) {
        ByteBuffer buffer = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(count);
        Arrays.stream(labels).forEach(label -> buffer.put((byte) label));
        return buffer.array();
    }

    private static LabelledImages parse(byte[] images, byte[] labels) {
        return IdxFiles.parse(Dataset.MNIST, images, labels, "MNIST test");
    }

    private static void refused(byte[] images, byte[] labels, String... words) {
        assertMistake(() -> parse(images, labels), words);
    }

    @Test
    void readsImagesAndLabels() {
        byte[] file = images(0x803, 2, 28, 28, 2 * PLANE);
        LabelledImages read = parse(file, labels(2, 9, 3));
        assertEquals(2, read.count());
        assertEquals(9, read.label(0));
        assertEquals(3, read.label(1));
        assertArrayEquals(Arrays.copyOfRange(file, 16, file.length), read.pixels());
    }

    @Test
    void refusesOtherMagic() {
        byte[] labels = labels(1, 0);
        refused(
                images(0x801, 1, 28, 28, PLANE),
                labels,
                "MNIST test images",
                "0x00000803",
                "0x00000801");
        refused(images(0x80d03, 1, 28, 28, PLANE), labels, "0x00080d03");
    }

    @Test
    void refusesOtherLengths() {
        byte[] labels = labels(2, 1, 2);
        refused(images(0x803, 2, 28, 28, 2 * PLANE - 1), labels, "1584", "1583");
        refused(images(0x803, 2, 28, 28, 2 * PLANE + 1), labels, "1584", "1585");
        refused(new byte[9], labels, "IDX header", "9 bytes");
        refused(images(0x803, 2, 28, 28, 2 * PLANE), labels(2, 1), "labels", "10", "9");
    }

    @Test
    void refusesImpossibleLengths() {
        refused(images(0x803, -2, 28, 28, PLANE), labels(1, 0), "-2");
        refused(images(0x803, Integer.MAX_VALUE, 28, 28, PLANE), labels(1, 0), "impossible");
        refused(images(0x803, 0, 28, 28, 0), labels(1, 0), "impossible");
    }

    @Test
    void refusesOtherImageSize() {
        refused(images(0x803, 1, 32, 32, 32 * 32), labels(1, 0), "28 x 28", "32 x 32");
    }

    @Test
    void refusesLabelsThatDoNotFit() {
        byte[] images = images(0x803, 2, 28, 28, 2 * PLANE);
        refused(images, labels(1, 0), "2 images", "1 labels");
        refused(images, labels(2, 0, 10), "label 10 of image 1", "0 .. 9");
        refused(images, labels(2, 255, 0), "label 255 of image 0");
    }
}
