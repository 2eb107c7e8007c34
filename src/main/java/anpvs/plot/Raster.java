package anpvs.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.function.IntFunction;

/** Small images of numbers, and text beside them. */
public final class Raster {
    private Raster() {}

    /**
     * @param width pixels of a row
     * @param height rows
     * @param color of pixel 0, 1, .., row by row from the top
     * @return the image
     */
    public static BufferedImage image(int width, int height, IntFunction<Color> color) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, color.apply(i).getRGB());
        }
        return image;
    }

    /**
     * @param pixels in [0, 1], channel by channel, row by row; cut to that range
     * @param channels 1 for grey, 3 for red, green and blue
     * @param size width and height
     * @return the picture
     */
    public static BufferedImage picture(float[] pixels, int channels, int size) {
        int green = channels == 1 ? 0 : size * size;
        return image(
                size,
                size,
                i ->
                        new Color(
                                level(pixels[i]),
                                level(pixels[green + i]),
                                level(pixels[2 * green + i])));
    }

    private static int level(float value) {
        return Math.round(255 * Math.min(1f, Math.max(0f, value)));
    }

    /** Paints an image with sharp pixels: enlarged by whole pixels, as viewers of SVG blur. */
    public static void paint(
            Graphics2D g, BufferedImage image, int x, int y, int width, int height) {
        int factor = Math.max(1, (2 * width + image.getWidth() - 1) / image.getWidth());
        BufferedImage large =
                image(
                        image.getWidth() * factor,
                        image.getHeight() * factor,
                        i -> {
                            int column = i % (image.getWidth() * factor) / factor;
                            int row = i / (image.getWidth() * factor) / factor;
                            return new Color(image.getRGB(column, row));
                        });
        g.drawImage(large, x, y, width, height, null);
    }

    /** Paints a square image in a grey frame. */
    public static void framed(Graphics2D g, BufferedImage image, int x, int y, int side) {
        paint(g, image, x, y, side, side);
        g.setColor(Color.GRAY);
        g.drawRect(x, y, side, side);
    }

    /** Paints text centred on (x, y). */
    public static void centred(Graphics2D g, String text, int x, int y) {
        g.drawString(text, x - g.getFontMetrics().stringWidth(text) / 2, y);
    }

    /** Paints text that reads upwards, its middle at (x, y). */
    static void upwards(Graphics2D g, String text, int x, int y) {
        turned(g, text, x, y, -Math.PI / 2, 4);
    }

    /** Paints text that reads in a direction, its middle that far below (x, y). */
    static void turned(Graphics2D g, String text, double x, double y, double angle, int below) {
        AffineTransform before = g.getTransform();
        g.translate(x, y);
        g.rotate(angle);
        centred(g, text, 0, below);
        g.setTransform(before);
    }
}
