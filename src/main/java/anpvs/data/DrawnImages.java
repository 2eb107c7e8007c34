package anpvs.data;

import anpvs.engine.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The synthetic sets, drawn from random numbers: position, size, rotation, slant, corners, stroke
 * width, colours and noise differ from image to image; image i shows class i mod 10. They are the
 * same to the byte on every machine: the arithmetic is + - * / and square root, which Java rounds
 * the same everywhere, and StrictMath.
 */
public final class DrawnImages {
    /** Part of the sets' definition, like the outlines: never a user's choice. */
    private static final long SEED = 20_200_713;

    /** Number of the first test image's stream; no training image gets that far. */
    private static final long FIRST_TEST = 1L << 32;

    /** Half the side of an outline's square, of half the image's side. */
    private static final double EXTENT = .68;

    private final Dataset dataset;
    private final List<Outline> outlines;

    private DrawnImages(Dataset dataset) {
        this.dataset = dataset;
        outlines = dataset == Dataset.GLYPHS ? Outline.glyphs() : Outline.shapes();
    }

    /**
     * Draws a synthetic set; takes well below a second.
     *
     * @param dataset GLYPHS or SHAPES
     * @return its images and the sums of their pixels followed by their labels
     * @throws IllegalArgumentException if the set is not a synthetic one
     */
    public static ImageSet draw(Dataset dataset) {
        if (!dataset.synthetic()) {
            throw new IllegalArgumentException(dataset.id() + " is not drawn but read from files");
        }
        DrawnImages drawn = new DrawnImages(dataset);
        LabelledImages train = drawn.images(0, dataset.trainImages());
        LabelledImages test = drawn.images(FIRST_TEST, dataset.testImages());
        return new ImageSet(
                dataset,
                train,
                test,
                Map.of(
                        "train", Sha256.of(train.pixels(), train.labels()),
                        "test", Sha256.of(test.pixels(), test.labels())));
    }

    private LabelledImages images(long firstStream, int count) {
        int size = dataset.size();
        int imageBytes = dataset.channels() * size * size;
        byte[] pixels = new byte[count * imageBytes];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % dataset.classes());
            long stream = firstStream + i;
            RandomStream random =
                    RandomStream.of(SEED + dataset.size(), RandomStream.Purpose.IMAGES, stream);
            double[] coverage = new Pen(random, size).draw(outlines.get(labels[i]));
            colour(random, coverage, pixels, i * imageBytes);
        }
        return new LabelledImages(pixels, labels, dataset.channels(), size);
    }

    /** Blends ink over paper in each channel and adds uniform noise. */
    private void colour(RandomStream random, double[] coverage, byte[] pixels, int start) {
        boolean colourful = dataset.channels() == 3;
        double noise = colourful ? 24 : 16;
        int at = start;
        for (int channel = 0; channel < dataset.channels(); channel++) {
            double paper = colourful ? between(random, 0, 110) : 0;
            double ink = paper + (colourful ? between(random, 50, 140) : between(random, 170, 240));
            float[] grain = random.uniform(-1, 1, coverage.length);
            for (int i = 0; i < coverage.length; i++) {
                double value = paper + (ink - paper) * coverage[i] + noise * grain[i];
                pixels[at++] = (byte) (int) Math.max(0, Math.min(255, value));
            }
        }
    }

    private static double between(RandomStream random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** One image's placement: an affine map, a trembling hand and a stroke width, in pixels. */
    private static final class Pen {
        private final RandomStream random;
        private final int size;
        private final double xx;
        private final double xy;
        private final double yx;
        private final double yy;
        private final double x0;
        private final double y0;
        private final double half;
        private final double tremble;

        Pen(RandomStream random, int size) {
            this.random = random;
            this.size = size;
            double scale = size / 2.0 * EXTENT;
            double sx = scale * between(random, .75, 1.1);
            double sy = scale * between(random, .75, 1.1);
            double angle = StrictMath.toRadians(between(random, -25, 25));
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            double slant = between(random, -.25, .25);
            xx = sx * cos;
            xy = sx * (slant * cos) - sy * sin;
            yx = sx * sin;
            yy = sx * (slant * sin) + sy * cos;
            x0 = size / 2.0 + scale * between(random, -.3, .3);
            y0 = size / 2.0 + scale * between(random, -.3, .3);
            half = size * between(random, .035, .065);
            tremble = .04 * scale;
        }

        /** {@return ink on each pixel, row by row, 0 .. 1} */
        double[] draw(Outline outline) {
            double[] best = new double[size * size];
            Arrays.fill(best, Double.MAX_VALUE);
            boolean[] inside = new boolean[size * size];
            for (double[] line : outline.lines()) {
                trace(place(line, outline.filled()), best, inside);
            }
            double[] coverage = new double[size * size];
            for (int i = 0; i < coverage.length; i++) {
                double distance = Math.sqrt(best[i]);
                double depth =
                        outline.filled() ? (inside[i] ? distance : -distance) : half - distance;
                coverage[i] = Math.max(0, Math.min(1, .5 + depth));
            }
            return coverage;
        }

        private double[] place(double[] line, boolean closed) {
            double[] placed = new double[closed ? line.length + 2 : line.length];
            for (int i = 0; i < line.length; i += 2) {
                double dx = tremble * between(random, -1, 1);
                double dy = tremble * between(random, -1, 1);
                placed[i] = x0 + xx * line[i] + xy * line[i + 1] + dx;
                placed[i + 1] = y0 + yx * line[i] + yy * line[i + 1] + dy;
            }
            if (closed) {
                placed[line.length] = placed[0];
                placed[line.length + 1] = placed[1];
            }
            return placed;
        }

        /** Updates squared distances, and the even-odd count of edges to the right of a pixel. */
        private void trace(double[] line, double[] best, boolean[] inside) {
            for (int i = 0; i + 3 < line.length; i += 2) {
                approach(line[i], line[i + 1], line[i + 2], line[i + 3], best);
                cross(line[i], line[i + 1], line[i + 2], line[i + 3], inside);
            }
        }

        /** Only pixels that the edge can ink are looked at: the rest are further than a stroke. */
        private void approach(double ax, double ay, double bx, double by, double[] best) {
            double reach = half + 1;
            int top = clamp(Math.min(ay, by) - reach);
            int bottom = clamp(Math.max(ay, by) + reach);
            int left = clamp(Math.min(ax, bx) - reach);
            int right = clamp(Math.max(ax, bx) + reach);
            double ex = bx - ax;
            double ey = by - ay;
            double length = Math.max(ex * ex + ey * ey, 1e-12);
            for (int row = top; row < bottom; row++) {
                double py = row + .5 - ay;
                for (int column = left; column < right; column++) {
                    double px = column + .5 - ax;
                    double t = Math.max(0, Math.min(1, (px * ex + py * ey) / length));
                    double dx = px - t * ex;
                    double dy = py - t * ey;
                    int at = row * size + column;
                    best[at] = Math.min(best[at], dx * dx + dy * dy);
                }
            }
        }

        private void cross(double ax, double ay, double bx, double by, boolean[] inside) {
            for (int row = clamp(Math.min(ay, by) - 1); row < clamp(Math.max(ay, by) + 1); row++) {
                double y = row + .5;
                if (y >= ay != y >= by) {
                    double crossing = ax + (bx - ax) * (y - ay) / (by - ay);
                    for (int column = 0; column < size && column + .5 < crossing; column++) {
                        inside[row * size + column] ^= true;
                    }
                }
            }
        }

        private int clamp(double pixel) {
            return (int) Math.max(0, Math.min(size, Math.ceil(pixel)));
        }
    }
}
