package anpvs.plot;

import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.Locale;

/**
 * How often which values occur; exact zeros have a bin of their own, and so have the largest.
 *
 * @param zeros how many values are exactly 0
 * @param counts how many of the others are in each of the equal bins from 0 to {@code high}
 * @param over how many are larger than {@code high}
 * @param high upper end of the last bin
 */
@SuppressWarnings("ArrayRecordComponent") // counts to draw; two histograms are never compared
public record Histogram(int zeros, int[] counts, int over, double high) {
    private static final int WIDTH = 430;
    private static final int HEIGHT = 265;

    /** The share of values that the axis reaches; the few beyond would squeeze the others. */
    private static final double REACH = 0.995;

    /**
     * @param values numbers, not negative
     * @param bins number of bins
     * @param high upper end of the last one; larger values are counted apart
     * @return their histogram
     */
    public static Histogram of(double[] values, int bins, double high) {
        int[] counts = new int[bins];
        int zeros = 0;
        int over = 0;
        for (double value : values) {
            if (value == 0) {
                zeros++;
            } else if (value > high) {
                over++;
            } else {
                counts[Math.min(bins - 1, (int) (value / high * bins))]++;
            }
        }
        return new Histogram(zeros, counts, over, high);
    }

    /**
     * @param values numbers, not negative
     * @return an end of the axis for all but the largest two hundredth of them
     */
    public static double reach(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(REACH * sorted.length) - 1];
    }

    /** {@return number of values} */
    int total() {
        return zeros + over + Arrays.stream(counts).sum();
    }

    /** {@return the largest bin in percent of all values} */
    public double tallest() {
        int largest = Math.max(Math.max(zeros, over), Arrays.stream(counts).max().orElse(0));
        return 100.0 * largest / total();
    }

    /**
     * @param title above the panel
     * @param mean mean of the values, marked on the axis
     * @param top end of the vertical axis in percent
     * @param xTitle what the values are
     * @param yTitle what is counted
     * @return the picture, 430 x 265
     */
    public Drawing draw(String title, double mean, double top, String xTitle, String yTitle) {
        // the bin of zeros lies left of the axis' zero, that of the largest right of its end
        double bin = high / counts.length;
        double zeroBin = Math.max(bin, high / 18);
        Scale x = Scale.linear(-1.6 * zeroBin, high + 1.6 * zeroBin);
        PlotArea area =
                new PlotArea(62, 46, WIDTH - 80, HEIGHT - 96, x, Scale.linear(0, 1.06 * top));
        return new Drawing(
                WIDTH,
                HEIGHT,
                g -> {
                    Palette.pen(g, Font.BOLD, 13);
                    Raster.centred(g, title, area.x() + area.width() / 2, 18);
                    area.axes(g, xTitle, yTitle, true);
                    for (int i = 0; i < counts.length; i++) {
                        bar(g, area, i * bin, (i + 1) * bin, counts[i], Palette.BLUE);
                    }
                    bar(g, area, -1.3 * zeroBin, -0.3 * zeroBin, zeros, Palette.ORANGE);
                    bar(g, area, high + 0.3 * zeroBin, high + 1.3 * zeroBin, over, Palette.GREY);
                    int at = (int) Math.round(area.px(mean));
                    g.setColor(Palette.VERMILLION);
                    g.drawLine(at, area.y(), at, area.y() + area.height());
                    g.setFont(Palette.font(Font.PLAIN, 11));
                    if (over > 0) {
                        g.setColor(Palette.GREY);
                        String beyond =
                                String.format(
                                        Locale.ROOT,
                                        "beyond %s: %,d (grey)",
                                        Scale.format(high),
                                        over);
                        int wide = g.getFontMetrics().stringWidth(beyond);
                        g.drawString(beyond, area.x() + area.width() - wide - 6, area.y() + 16);
                    }
                    g.setColor(Palette.ORANGE);
                    g.fillRect(area.x(), area.y() - 17, 10, 10);
                    g.setColor(Color.BLACK);
                    g.drawString(
                            String.format(
                                    Locale.ROOT,
                                    "exactly zero: %,d of %,d (%.1f %%); line: mean %s",
                                    zeros,
                                    total(),
                                    100.0 * zeros / total(),
                                    Scale.format(mean)),
                            area.x() + 15,
                            area.y() - 8);
                });
    }

    private void bar(
            java.awt.Graphics2D g, PlotArea area, double from, double to, int count, Color color) {
        int left = (int) Math.round(area.px(from));
        int right = (int) Math.round(area.px(to));
        int y = (int) Math.round(area.py(100.0 * count / total()));
        if (count > 0) {
            // what there is, however little, can be seen
            int height = Math.max(1, area.y() + area.height() - y);
            g.setColor(color);
            g.fillRect(
                    left, area.y() + area.height() - height, Math.max(1, right - left - 1), height);
        }
    }
}
