package anpvs.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.style.lines.SeriesLines;

/** One legend below several panels; its entries wrap where XChart's own would be cut off. */
public final class Legend {
    private static final Font FONT = Palette.font(Font.PLAIN, 13);
    private static final int LINE = 22;
    private static final int SWATCH = 30;
    private static final int GAP = 18;

    private Legend() {}

    /**
     * @param drawing panels
     * @param entries what their lines are
     * @return the panels with the legend below
     */
    public static Drawing below(Drawing drawing, List<Charts.Points> entries) {
        int width = drawing.width();
        List<int[]> places = places(entries, width - 2 * GAP);
        int lines = places.isEmpty() ? 0 : places.get(places.size() - 1)[1] + 1;
        int height = drawing.height() + lines * LINE + 10;
        return new Drawing(
                width,
                height,
                g -> {
                    g.setColor(Color.WHITE);
                    g.fillRect(0, 0, width, height);
                    drawing.painter().accept(g);
                    for (int i = 0; i < entries.size(); i++) {
                        int x = GAP + places.get(i)[0];
                        int y = drawing.height() + places.get(i)[1] * LINE + LINE / 2;
                        entry(g, entries.get(i), x, y);
                    }
                },
                drawing.charts());
    }

    private static void entry(Graphics2D g, Charts.Points entry, int x, int y) {
        Stroke before = g.getStroke();
        BasicStroke line = entry.style().stroke();
        g.setColor(entry.style().color());
        g.setStroke(
                new BasicStroke(
                        2f,
                        line.getEndCap(),
                        line.getLineJoin(),
                        10f,
                        line.getDashArray(),
                        line.getDashPhase()));
        if (!line.equals(SeriesLines.NONE)) {
            g.drawLine(x, y, x + SWATCH, y);
        }
        g.setStroke(before);
        entry.style().marker().paint(g, x + SWATCH / 2.0, y, 8);
        g.setColor(Color.BLACK);
        g.setFont(FONT);
        g.drawString(entry.name(), x + SWATCH + 6, y + 5);
    }

    /** Horizontal place and line of each entry. */
    private static List<int[]> places(List<Charts.Points> entries, int width) {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        FontMetrics metrics = g.getFontMetrics(FONT);
        g.dispose();
        List<int[]> places = new ArrayList<>();
        int x = 0;
        int line = 0;
        for (Charts.Points entry : entries) {
            int needed = SWATCH + 6 + metrics.stringWidth(entry.name());
            if (x > 0 && x + needed > width) {
                x = 0;
                line++;
            }
            places.add(new int[] {x, line});
            x += needed + GAP;
        }
        return places;
    }
}
