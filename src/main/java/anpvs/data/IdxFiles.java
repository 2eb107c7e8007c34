package anpvs.data;

import anpvs.Texts;
import anpvs.UserError;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reader of the IDX format of MNIST: big-endian magic number 0x0000 08 dd (unsigned bytes, dd
 * dimensions), dd lengths of 4 bytes, then the bytes row by row (Y. LeCun, "The MNIST database").
 */
final class IdxFiles {
    private IdxFiles() {}

    /**
     * @param dataset what the files should hold
     * @param images an IDX file of three dimensions: images, rows, columns
     * @param labels an IDX file of one dimension
     * @param name of the pair, for messages
     * @return the images
     * @throws UserError if a header, a length or a label is not as it should be
     */
    static LabelledImages parse(Dataset dataset, byte[] images, byte[] labels, String name) {
        int size = dataset.size();
        String imagesName = name + " images";
        String labelsName = name + " labels";
        int[] shape = dimensions(images, 3, imagesName);
        if (shape[1] != size || shape[2] != size) {
            throw new UserError(
                    imagesName
                            + (": expected " + size + " x " + size)
                            + (" pixels, found " + shape[1] + " x " + shape[2]));
        }
        int count = dimensions(labels, 1, labelsName)[0];
        if (count != shape[0]) {
            throw new UserError(name + ": " + shape[0] + " images, but " + count + " labels");
        }
        byte[] pixels = Arrays.copyOfRange(images, 16, images.length);
        byte[] classes = Arrays.copyOfRange(labels, 8, labels.length);
        return LabelledImages.of(dataset, pixels, classes, labelsName);
    }

    private static int[] dimensions(byte[] file, int count, String name) {
        int header = 4 + 4 * count;
        if (file.length < header) {
            throw new UserError(name + ": expected an IDX header, found " + file.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file);
        int magic = buffer.getInt();
        int expected = 0x0800 | count;
        if (magic != expected) {
            throw new UserError(
                    Texts.format(
                            "%s: expected IDX magic 0x%08x, found 0x%08x", name, expected, magic));
        }
        long bytes = 1;
        int[] shape = new int[count];
        for (int i = 0; i < count; i++) {
            shape[i] = buffer.getInt();
            if (shape[i] <= 0 || bytes > Integer.MAX_VALUE / shape[i]) {
                throw new UserError(name + ": impossible IDX length " + shape[i]);
            }
            bytes *= shape[i];
        }
        if (file.length != header + bytes) {
            throw new UserError(
                    name
                            + ": its header asks for "
                            + (header + bytes)
                            + " bytes, found "
                            + file.length);
        }
        return shape;
    }
}
