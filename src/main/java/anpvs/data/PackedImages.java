package anpvs.data;

import anpvs.UserError;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The first 1,000 test images of the real data sets, which come with the kit: a picture of {@value
 * #COLUMNS} images a row without loss, and a byte for each label. Sources and terms are told in
 * {@code first-1000/README.md} beside them.
 */
final class PackedImages {
    /** How many images of each set. */
    static final int COUNT = 1_000;

    static final int COLUMNS = 40;

    private PackedImages() {}

    /** {@return SHA-256 of the set's pixels in (N, C, H, W) order, then its labels} */
    static String sha256(Dataset dataset) {
        return switch (dataset) {
            case MNIST -> "433b45373ea5854af220ecaa5779542557e32a893fbaf90aa26d1e31123335de";
            case CIFAR10 -> "2c7f1e2769a741f695dfd5f74aa4a4ef08a7d20b9ec8576214dabab76c75c784";
            case CIFAR100 -> "28d890a79c14fe9bbe627ef0c523fa3bc7ecc2bed54ab15270f29aa121967b4f";
            case GLYPHS, SHAPES -> throw new IllegalArgumentException(dataset + " is drawn");
        };
    }

    /**
     * @param dataset a real data set
     * @return its first 1,000 test images, compared with their sum
     * @throws UserError if they are damaged
     */
    static LabelledImages test(Dataset dataset) {
        try {
            LabelledImages images =
                    new LabelledImages(
                            pixels(dataset),
                            resource(dataset, "labels"),
                            dataset.channels(),
                            dataset.size());
            if (Sha256.of(images.pixels(), images.labels()).equals(sha256(dataset))) {
                return images;
            }
            throw new IOException("their SHA-256 is another");
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(
                    "the test images of "
                            + dataset.id()
                            + " that come with the kit are damaged: "
                            + e.getMessage()
                            + "; build it again: environment/setup",
                    e);
        }
    }

    private static byte[] pixels(Dataset dataset) throws IOException {
        int size = dataset.size();
        byte[] png = resource(dataset, "png");
        // The memory cache needs no temporary file.
        BufferedImage picture =
                ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(png)));
        if (picture == null
                || picture.getWidth() != COLUMNS * size
                || picture.getHeight() != COUNT / COLUMNS * size) {
            throw new IOException("no picture of " + COUNT + " images");
        }
        // Samples as they are stored: getRGB would convert grey values.
        Raster raster = picture.getRaster();
        byte[] pixels = new byte[COUNT * dataset.channels() * size * size];
        int at = 0;
        for (int image = 0; image < COUNT; image++) {
            int left = image % COLUMNS * size;
            int top = image / COLUMNS * size;
            for (int channel = 0; channel < dataset.channels(); channel++) {
                for (int sample : raster.getSamples(left, top, size, size, channel, (int[]) null)) {
                    pixels[at++] = (byte) sample;
                }
            }
        }
        return pixels;
    }

    private static byte[] resource(Dataset dataset, String ending) throws IOException {
        String name = "first-1000/" + dataset.id() + "." + ending;
        try (InputStream in = PackedImages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return in.readAllBytes();
        }
    }
}
