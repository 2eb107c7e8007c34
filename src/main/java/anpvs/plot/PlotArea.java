package anpvs.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;

/**
 * Two axes around a rectangle.
 *
 * @param x left edge
 * @param y top
 * @param width of the rectangle
 * @param height of the rectangle
 * @param horizontal scale from left to right
 * @param vertical scale from bottom to top
 */
record PlotArea(int x, int y, int width, int height, Scale horizontal, Scale vertical) {
    /**
     * @param value on the horizontal axis
     * @return where it is
     */
    double px(double value) {
        return x + width * horizontal.share(value);
    }

    /**
     * @param value on the vertical axis
     * @return where it is
     */
    double py(double value) {
        return y + height * (1 - vertical.share(value));
    }

    /**
     * Paints frame, ticks and titles.
     *
     * @param g what to paint on
     * @param xTitle below the rectangle
     * @param yTitle left of it, upwards
     * @param grid whether horizontal lines run through it
     */
    void axes(Graphics2D g, String xTitle, String yTitle, boolean grid) {
        g.setFont(Palette.font(Font.PLAIN, 11));
        int widest = 0;
        for (double tick : vertical.ticks(5)) {
            int at = (int) Math.round(py(tick));
            if (grid) {
                g.setColor(new Color(0xDDDDDD));
                g.drawLine(x, at, x + width, at);
            }
            g.setColor(Color.BLACK);
            g.drawLine(x - 4, at, x, at);
            String text = Scale.format(tick);
            int wide = g.getFontMetrics().stringWidth(text);
            g.drawString(text, x - 7 - wide, at + 4);
            widest = Math.max(widest, wide);
        }
        for (double tick : horizontal.ticks(5)) {
            int at = (int) Math.round(px(tick));
            g.setColor(Color.BLACK);
            g.drawLine(at, y + height, at, y + height + 4);
            Raster.centred(g, Scale.format(tick), at, y + height + 17);
        }
        g.setColor(Color.GRAY);
        g.drawRect(x, y, width, height);
        Palette.pen(g, Font.PLAIN, 12);
        Raster.centred(g, xTitle, x + width / 2, y + height + 34);
        Raster.upwards(g, yTitle, x - widest - 18, y + height / 2);
    }
}
