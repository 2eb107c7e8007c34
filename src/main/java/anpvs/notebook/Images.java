package anpvs.notebook;

import anpvs.Texts;
import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.plot.Drawing;
import anpvs.plot.Palette;
import anpvs.plot.Raster;
import anpvs.report.Picture;
import anpvs.report.TableResult;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Images with their classes, of a data set, of an attack, or of one's own.
 *
 * @param dataset whose size, colours and classes they have
 * @param pixels for each image its numbers in [0, 1], channel by channel, row by row
 * @param labels true class of each, 0-based
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; two sets of images are never compared
public record Images(Dataset dataset, float[][] pixels, int[] labels) implements TableResult {
    /** Most images that are drawn. */
    private static final int SHOWN = 40;

    private static final int ACROSS = 10;
    private static final int SIDE = 84;
    private static final int TEXT = 18;

    /** Checks that pixels and labels fit the data set and each other. */
    public Images {
        int size = dataset.channels() * dataset.size() * dataset.size();
        if (pixels.length == 0 || pixels.length != labels.length) {
            throw new UserError(
                    "%s images and %s labels; expected one label for each of at least one image"
                            .formatted(pixels.length, labels.length));
        }
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i].length != size) {
                throw new UserError(
                        "image %s has %s numbers; expected %s x %s x %4$s"
                                .formatted(
                                        i, pixels[i].length, dataset.channels(), dataset.size()));
            }
            for (float pixel : pixels[i]) {
                if (!(pixel >= 0 && pixel <= 1)) {
                    throw new UserError(
                            "image " + i + " has a pixel " + pixel + "; expected [0, 1]");
                }
            }
            if (labels[i] < 0 || labels[i] >= dataset.classes()) {
                throw new UserError(
                        "image %s is of class %s; expected 0 to %s"
                                .formatted(i, labels[i], dataset.classes() - 1));
            }
        }
    }

    static Images of(Dataset dataset, LabelledImages all, int... indices) {
        float[][] pixels = new float[indices.length][];
        int[] labels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= all.count()) {
                throw new UserError(
                        "there is no test image %s; expected 0 to %s"
                                .formatted(indices[i], all.count() - 1));
            }
            pixels[i] = new float[all.imageBytes()];
            for (int p = 0; p < pixels[i].length; p++) {
                pixels[i][p] = (all.pixels()[indices[i] * all.imageBytes() + p] & 0xff) / 255f;
            }
            labels[i] = all.label(indices[i]);
        }
        return new Images(dataset, pixels, labels);
    }

    /** A picture file, scaled to the size of the data set's images. */
    static Images read(Dataset dataset, String file, int label) {
        BufferedImage read;
        try {
            read = ImageIO.read(new File(file));
        } catch (IOException e) {
            throw new UserError("cannot read the picture '" + file + "': " + e.getMessage(), e);
        }
        if (read == null) {
            throw new UserError("'" + file + "' is no picture; expected PNG, JPEG, GIF or BMP");
        }
        BufferedImage picture = read.getRaster().getNumBands() == 2 ? opaque(read) : read;
        int size = dataset.size();
        int type =
                dataset.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage scaled = new BufferedImage(size, size, type);
        Graphics2D g = scaled.createGraphics();
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.drawImage(picture, 0, 0, size, size, null);
        g.dispose();
        float[] pixels = new float[dataset.channels() * size * size];
        for (int i = 0; i < pixels.length; i++) {
            int place = i % (size * size);
            pixels[i] =
                    scaled.getRaster().getSample(place % size, place / size, i / (size * size))
                            / 255f;
        }
        return new Images(dataset, new float[][] {pixels}, new int[] {label});
    }

    /** Grey with transparency, on black; Java would take its values for light, not for grey. */
    private static BufferedImage opaque(BufferedImage read) {
        BufferedImage grey =
                new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        double most = (1 << read.getSampleModel().getSampleSize(0)) - 1;
        for (int y = 0; y < read.getHeight(); y++) {
            for (int x = 0; x < read.getWidth(); x++) {
                double value = read.getRaster().getSample(x, y, 0) / most;
                double alpha = read.getRaster().getSample(x, y, 1) / most;
                grey.getRaster().setSample(x, y, 0, (int) Math.round(255 * value * alpha));
            }
        }
        return grey;
    }

    /** {@return how many images} */
    public int count() {
        return pixels.length;
    }

    /**
     * @param index number among these images, 0-based
     * @return that image alone
     */
    public Images get(int index) {
        return range(index, index + 1);
    }

    /**
     * @param count how many at the most
     * @return the first of them
     */
    public Images first(int count) {
        return range(0, Math.min(count, count()));
    }

    Images range(int from, int to) {
        if (from < 0 || from >= to || to > count()) {
            throw new UserError("there are images 0 to " + (count() - 1) + "; asked was " + from);
        }
        return new Images(
                dataset,
                Arrays.copyOfRange(pixels, from, to),
                Arrays.copyOfRange(labels, from, to));
    }

    /**
     * @param other as many images
     * @return the largest change of a pixel between the two
     * @throws UserError if they are not as many
     */
    public double distance(Images other) {
        checkAsMany(other);
        double largest = 0;
        for (int i = 0; i < count(); i++) {
            for (int p = 0; p < pixels[i].length; p++) {
                largest = Math.max(largest, Math.abs(pixels[i][p] - other.pixels[i][p]));
            }
        }
        return largest;
    }

    void checkAsMany(Images other) {
        if (count() != other.count()) {
            throw new UserError(
                    "%s images and %s; expected as many, the same before and after an attack"
                            .formatted(count(), other.count()));
        }
    }

    /** {@return number and class of each image} */
    @Override
    public Table data() {
        return Table.create(
                "images",
                IntColumn.create("image", IntStream.range(0, count()).toArray()),
                IntColumn.create("label", labels),
                StringColumn.create(
                        "class", Arrays.stream(labels).mapToObj(dataset::className).toList()));
    }

    private Drawing drawing() {
        int shown = Math.min(SHOWN, count());
        int rows = (shown + ACROSS - 1) / ACROSS;
        int width = Math.min(ACROSS, shown) * (SIDE + 8) + 8;
        return new Drawing(
                Math.max(width, 120),
                rows * (SIDE + TEXT + 8) + 8,
                g -> {
                    for (int i = 0; i < shown; i++) {
                        int x = 8 + i % ACROSS * (SIDE + 8);
                        int y = 8 + i / ACROSS * (SIDE + TEXT + 8);
                        BufferedImage image =
                                Raster.picture(pixels[i], dataset.channels(), dataset.size());
                        Raster.paint(g, image, x, y, SIDE, SIDE);
                        g.setColor(Color.BLACK);
                        g.setFont(Palette.font(Font.PLAIN, 12));
                        String name = dataset.className(labels[i]);
                        Raster.centred(g, name, x + SIDE / 2, y + SIDE + 13);
                    }
                });
    }

    @Override
    public Map<String, String> mimeBundle() {
        return new Picture(toString(), drawing()).mimeBundle();
    }

    @Override
    public Map<String, Map<String, Object>> metadata() {
        return new Picture(toString(), drawing()).metadata();
    }

    @Override
    public String toString() {
        List<String> names = Arrays.stream(labels).limit(10).mapToObj(dataset::className).toList();
        return Texts.format(
                "%,d %s of %s: %s%s",
                count(),
                count() == 1 ? "image" : "images",
                dataset.title(),
                String.join(", ", names),
                count() > 10 ? ", ..." : "");
    }
}
