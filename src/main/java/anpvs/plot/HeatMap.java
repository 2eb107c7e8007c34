package anpvs.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/** Values over a square as colours, with a line where a second function is zero. */
public final class HeatMap {
    private HeatMap() {}

    /**
     * @param title above the map
     * @param steps values of both axes, rising, equally far apart; each is the middle of a cell
     * @param values by the second axis and then the first
     * @param border drawn where this is zero, same shape
     * @param colors scale of the values
     * @param titles of the two axes
     * @return the picture, 285 x 280, without its colour bar
     */
    public static Drawing of(
            String title,
            double[] steps,
            double[][] values,
            double[][] border,
            Scale colors,
            List<String> titles) {
        double last = steps[steps.length - 1];
        double half = (last - steps[0]) / (steps.length - 1) / 2;
        Scale axis = Scale.linear(steps[0] - half, last + half);
        PlotArea area = new PlotArea(68, 28, 200, 200, axis, axis);
        return new Drawing(
                285,
                280,
                g -> {
                    Palette.pen(g, Font.BOLD, 13);
                    Raster.centred(g, title, area.x() + area.width() / 2, 18);
                    int n = steps.length;
                    Raster.paint(
                            g,
                            Raster.image(
                                    n,
                                    n,
                                    i -> ColorMap.of(colors.share(values[n - 1 - i / n][i % n]))),
                            area.x(),
                            area.y(),
                            area.width(),
                            area.height());
                    diamond(g, area, last);
                    zero(g, area, border);
                    area.axes(g, titles.get(0), titles.get(1), false);
                });
    }

    /** Where |e1| + |e2| is the radius: within it no pixel changes by more than that. */
    private static void diamond(Graphics2D g, PlotArea area, double radius) {
        Path2D path = new Path2D.Double();
        path.moveTo(area.px(-radius), area.py(0));
        path.lineTo(area.px(0), area.py(radius));
        path.lineTo(area.px(radius), area.py(0));
        path.lineTo(area.px(0), area.py(-radius));
        path.closePath();
        float[] dashes = {5, 5};
        g.setStroke(
                new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
        g.setColor(Color.WHITE);
        g.draw(path);
        g.setStroke(new BasicStroke(1));
    }

    /** A white line on a black one: seen on every colour. */
    private static void zero(Graphics2D g, PlotArea area, double[][] border) {
        int n = border.length;
        Path2D path = new Path2D.Double();
        for (double[] s : crossings(border)) {
            // the centre of pixel i of n lies at (i + 1/2) / n
            path.moveTo(
                    area.x() + area.width() * (s[0] + 0.5) / n,
                    area.y() + area.height() * (1 - (s[1] + 0.5) / n));
            path.lineTo(
                    area.x() + area.width() * (s[2] + 0.5) / n,
                    area.y() + area.height() * (1 - (s[3] + 0.5) / n));
        }
        g.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(Color.BLACK);
        g.draw(path);
        g.setStroke(new BasicStroke(1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(Color.WHITE);
        g.draw(path);
        g.setStroke(new BasicStroke(1));
    }

    /**
     * Where a function on a grid is zero (marching squares).
     *
     * @param values by row and column
     * @return straight pieces (column, row, column, row) in units of the grid
     */
    static List<double[]> crossings(double[][] values) {
        List<double[]> pieces = new ArrayList<>();
        for (int i = 0; i + 1 < values.length; i++) {
            for (int j = 0; j + 1 < values[i].length; j++) {
                List<double[]> ends = new ArrayList<>();
                double a = values[i][j];
                double b = values[i][j + 1];
                double c = values[i + 1][j + 1];
                double d = values[i + 1][j];
                if (a > 0 != b > 0) {
                    ends.add(new double[] {j + a / (a - b), i});
                }
                if (b > 0 != c > 0) {
                    ends.add(new double[] {j + 1, i + b / (b - c)});
                }
                if (d > 0 != c > 0) {
                    ends.add(new double[] {j + d / (d - c), i + 1});
                }
                if (a > 0 != d > 0) {
                    ends.add(new double[] {j, i + a / (a - d)});
                }
                for (int e = 0; e + 1 < ends.size(); e += 2) {
                    double[] p = ends.get(e);
                    double[] q = ends.get(e + 1);
                    pieces.add(new double[] {p[0], p[1], q[0], q[1]});
                }
            }
        }
        return pieces;
    }
}
