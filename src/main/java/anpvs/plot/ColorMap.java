package anpvs.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;

/**
 * Viridis (van der Walt and Smith 2015): even steps of lightness, told apart by the colour-blind
 * and in print.
 */
public final class ColorMap {
    private static final int[] ANCHORS = {
        0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
    };
    private static final int BAR = 14;

    private ColorMap() {}

    /**
     * @param value in [0, 1]; what is beyond gets the colour of the end
     * @return its colour, from dark violet to yellow
     */
    public static Color of(double value) {
        double at = Math.min(1, Math.max(0, value)) * (ANCHORS.length - 1);
        int from = Math.min(ANCHORS.length - 2, (int) at);
        return mix(new Color(ANCHORS[from]), new Color(ANCHORS[from + 1]), at - from);
    }

    /**
     * @param value in [-1, 1]
     * @return blue for -1, white for 0, vermillion for 1
     */
    public static Color diverging(double value) {
        Color end = value < 0 ? Palette.BLUE : Palette.VERMILLION;
        return mix(Color.WHITE, end, Math.min(1, Math.abs(value)));
    }

    static Color mix(Color from, Color to, double share) {
        return new Color(
                (int) Math.round(from.getRed() + share * (to.getRed() - from.getRed())),
                (int) Math.round(from.getGreen() + share * (to.getGreen() - from.getGreen())),
                (int) Math.round(from.getBlue() + share * (to.getBlue() - from.getBlue())));
    }

    /**
     * A vertical colour bar with ticks, 14 wide, labels to its right.
     *
     * @param g what to paint on
     * @param x left edge
     * @param y top
     * @param height of the bar
     * @param scale from values to [0, 1]
     * @param label what the values are, with their unit; reads upwards
     */
    public static void bar(Graphics2D g, int x, int y, int height, Scale scale, String label) {
        for (int i = 0; i < height; i++) {
            g.setColor(of((height - 1.0 - i) / (height - 1)));
            g.fillRect(x, y + i, BAR, 1);
        }
        g.setColor(Color.GRAY);
        g.drawRect(x, y, BAR, height);
        g.setFont(Palette.font(Font.PLAIN, 11));
        g.setColor(Color.BLACK);
        int widest = 0;
        for (double tick : scale.ticks(5)) {
            int at = (int) Math.round(y + height * (1 - scale.share(tick)));
            String text = Scale.format(tick);
            g.drawLine(x + BAR, at, x + BAR + 3, at);
            g.drawString(text, x + BAR + 6, at + 4);
            widest = Math.max(widest, g.getFontMetrics().stringWidth(text));
        }
        Raster.upwards(g, label, x + BAR + widest + 22, y + height / 2);
    }
}
