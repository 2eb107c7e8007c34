package anpvs.report.figures;

import anpvs.Texts;
import anpvs.plot.ColorMap;
import anpvs.plot.Drawing;
import anpvs.plot.Palette;
import anpvs.plot.Raster;
import anpvs.study.AttackedImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Pictures of an attack, one column for each example: the clean image, the perturbation in
 * diverging colours with its scale, the adversarial image, and what the network says before and
 * after.
 */
public final class AttackPanel {
    private static final int LEFT = 110;
    private static final int GAP = 16;
    private static final int TITLE = 34;
    private static final int HEAD = 24;
    private static final int CAPTION = 42;
    private static final int SCALE_BAR = 58;
    private static final int PICTURE = 112;
    private static final Color RIGHT = new Color(0x00664A);

    private AttackPanel() {}

    /**
     * A column.
     *
     * @param title above it, such as the true class or the epsilon
     * @param image what it shows
     */
    public record Example(String title, AttackedImage image) {}

    /**
     * @param title what the picture shows
     * @param examples the columns
     * @param epsilon end of the perturbation's colour scale, on the scale of pixels in [0, 1]
     * @return the picture
     */
    public static Drawing of(String title, List<Example> examples, double epsilon) {
        List<Example> columns = List.copyOf(examples);
        int width = Math.max(LEFT + columns.size() * (PICTURE + GAP) + GAP, 640);
        int height = TITLE + HEAD + 3 * PICTURE + 2 * CAPTION + GAP + SCALE_BAR;
        return new Drawing(width, height, g -> paint(g, width, height, title, columns, epsilon));
    }

    private static void paint(
            Graphics2D g, int width, int height, String title, List<Example> all, double epsilon) {
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        Palette.pen(g, Font.BOLD, 15);
        g.drawString(title, 12, 22);
        int clean = TITLE + HEAD;
        int perturbation = clean + PICTURE + CAPTION;
        int adversarial = perturbation + PICTURE + GAP;
        g.setFont(Palette.font(Font.PLAIN, 13));
        rowTitle(g, "clean", clean);
        rowTitle(g, "perturbation", perturbation);
        rowTitle(g, "adversarial", adversarial);
        for (int i = 0; i < all.size(); i++) {
            Example example = all.get(i);
            AttackedImage image = example.image();
            int x = LEFT + i * (PICTURE + GAP);
            Palette.pen(g, Font.PLAIN, 13);
            g.drawString(example.title(), x, clean - 8);
            Raster.framed(g, pixels(image, image.clean()), x, clean, PICTURE);
            Raster.framed(g, difference(image, epsilon), x, perturbation, PICTURE);
            Palette.pen(g, Font.PLAIN, 10);
            g.drawString(
                    Texts.format("\u2264 %.3f, mean %.3f", image.largest(), image.mean()),
                    x,
                    perturbation + PICTURE + 12);
            Raster.framed(g, pixels(image, image.adversarial()), x, adversarial, PICTURE);
            says(g, image.before(), image.label(), x, clean + PICTURE);
            says(g, image.after(), image.label(), x, adversarial + PICTURE);
        }
        scale(g, epsilon, height - SCALE_BAR + 14);
    }

    private static void rowTitle(Graphics2D g, String text, int y) {
        g.drawString(text, 12, y + PICTURE / 2 + 4);
    }

    /** The prediction; right or wrong is said in words too, not by the colour alone. */
    private static void says(
            Graphics2D g, AttackedImage.Prediction prediction, int label, int x, int y) {
        boolean right = prediction.label() == label;
        g.setColor(right ? RIGHT : Palette.VERMILLION);
        g.setFont(Palette.font(Font.BOLD, 13));
        g.drawString(prediction.name(), x, y + 16);
        g.setFont(Palette.font(Font.PLAIN, 11));
        g.drawString(
                Texts.format("%s, p = %.3f", right ? "right" : "wrong", prediction.probability()),
                x,
                y + 31);
    }

    private static void scale(Graphics2D g, double epsilon, int y) {
        int length = 256;
        for (int i = 0; i < length; i++) {
            g.setColor(ColorMap.diverging(2.0 * i / (length - 1) - 1));
            g.fillRect(LEFT + i, y, 1, 12);
        }
        g.setColor(Color.GRAY);
        g.drawRect(LEFT, y, length, 12);
        Palette.pen(g, Font.PLAIN, 11);
        String end = Texts.format("%.2f", epsilon);
        g.drawString("\u2212" + end, LEFT - 12, y + 28);
        g.drawString("0", LEFT + length / 2 - 3, y + 28);
        g.drawString("+" + end, LEFT + length - 14, y + 28);
        g.drawString("change of a pixel, scale [0, 1]", LEFT + length + 28, y + 11);
    }

    private static BufferedImage pixels(AttackedImage image, float[] pixels) {
        return Raster.picture(pixels, image.channels(), image.size());
    }

    /** The change of each pixel, of colour images the mean over channels. */
    private static BufferedImage difference(AttackedImage image, double epsilon) {
        int size = image.size();
        int plane = size * size;
        return Raster.image(
                size,
                size,
                p -> {
                    double sum = 0;
                    for (int c = 0; c < image.channels(); c++) {
                        sum += image.adversarial()[c * plane + p] - image.clean()[c * plane + p];
                    }
                    return ColorMap.diverging(epsilon > 0 ? sum / image.channels() / epsilon : 0);
                });
    }
}
