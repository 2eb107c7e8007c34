package anpvs.data;

import anpvs.UserError;
import java.util.List;

/**
 * Reader of the binary version of CIFAR-10 and CIFAR-100: records of one label byte (CIFAR-100: a
 * coarse and a fine one) and 3,072 pixel bytes, red, green, blue, each row by row (A. Krizhevsky,
 * https://www.cs.toronto.edu/~kriz/cifar.html).
 */
final class CifarFiles {
    private CifarFiles() {}

    /**
     * @param dataset CIFAR10 or CIFAR100; of the latter the fine label is taken
     * @param files contents, in the order in which the images are wanted
     * @param name of the files, for messages
     * @return all their images
     * @throws UserError if a length or a label is not as it should be
     */
    static LabelledImages parse(Dataset dataset, List<byte[]> files, String name) {
        int labelBytes = dataset == Dataset.CIFAR100 ? 2 : 1;
        int imageBytes = dataset.channels() * dataset.size() * dataset.size();
        int record = labelBytes + imageBytes;
        int count = 0;
        for (byte[] file : files) {
            if (file.length == 0 || file.length % record != 0) {
                throw new UserError(
                        name
                                + (": expected whole records of " + record + " bytes")
                                + (", found " + file.length + " bytes"));
            }
            count += file.length / record;
        }
        byte[] pixels = new byte[count * imageBytes];
        byte[] labels = new byte[count];
        int image = 0;
        for (byte[] file : files) {
            for (int at = 0; at < file.length; at += record, image++) {
                labels[image] = file[at + labelBytes - 1];
                System.arraycopy(file, at + labelBytes, pixels, image * imageBytes, imageBytes);
            }
        }
        return LabelledImages.of(dataset, pixels, labels, name);
    }
}
