package anpvs.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A surface over a square, seen from above its front corner in parallel projection. Equal scales
 * give equal axes and colours, whatever the surface.
 */
public final class SurfacePlot {
    private static final double TURN = Math.toRadians(35);
    private static final double TILT = Math.toRadians(28);
    private static final double TALL = 1.5;
    private static final int MOST_CELLS = 26;
    private static final int WIDTH = 430;
    private static final int HEIGHT = 385;

    private final Scale ground;
    private final Scale up;

    private SurfacePlot(Scale ground, Scale up) {
        this.ground = ground;
        this.up = up;
    }

    /**
     * @param title above the surface
     * @param steps values of both axes of the ground, rising
     * @param values heights, by the second axis and then the first
     * @param up scale of the heights and of the colours
     * @param titles of the first, the second and the upright axis
     * @return the picture, 430 x 385
     */
    public static Drawing of(
            String title, double[] steps, double[][] values, Scale up, List<String> titles) {
        Scale ground = Scale.linear(steps[0], steps[steps.length - 1]);
        SurfacePlot plot = new SurfacePlot(ground, up);
        return new Drawing(
                WIDTH,
                HEIGHT,
                g -> {
                    Palette.pen(g, Font.BOLD, 13);
                    Raster.centred(g, title, WIDTH / 2, 18);
                    plot.walls(g);
                    plot.surface(g, steps, values);
                    plot.labels(g, titles);
                });
    }

    /** Screen point of (u, v, w): u and v in [-1, 1] on the ground, w in [0, 1] upwards. */
    private double[] at(double u, double v, double w) {
        double right = u * Math.cos(TURN) - v * Math.sin(TURN);
        double scale = WIDTH / 3.6;
        double high = w * TALL * Math.cos(TILT) + away(u, v) * Math.sin(TILT);
        return new double[] {0.53 * WIDTH + scale * right, HEIGHT - 112 - scale * high};
    }

    /** How far (u, v) is from the eye. */
    private static double away(double u, double v) {
        return u * Math.sin(TURN) + v * Math.cos(TURN);
    }

    private double unit(double step) {
        return 2 * ground.share(step) - 1;
    }

    private static void line(Graphics2D g, double[] from, double[] to) {
        Path2D path = new Path2D.Double();
        path.moveTo(from[0], from[1]);
        path.lineTo(to[0], to[1]);
        g.draw(path);
    }

    /** The ground and the two walls behind the surface, with a grid. */
    private void walls(Graphics2D g) {
        g.setStroke(new BasicStroke(0.7f));
        g.setColor(new Color(0xCCCCCC));
        for (double tick : up.ticks(5)) {
            double w = up.share(tick);
            line(g, at(-1, 1, w), at(1, 1, w));
            line(g, at(1, 1, w), at(1, -1, w));
        }
        for (double tick : ground.ticks(4)) {
            double u = unit(tick);
            line(g, at(u, -1, 0), at(u, 1, 0));
            line(g, at(-1, u, 0), at(1, u, 0));
            line(g, at(u, 1, 0), at(u, 1, 1));
            line(g, at(1, u, 0), at(1, u, 1));
        }
        g.setColor(Color.GRAY);
        double[][] corners = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
        for (int i = 0; i < 4; i++) {
            double[] a = corners[i];
            double[] b = corners[(i + 1) % 4];
            line(g, at(a[0], a[1], 0), at(b[0], b[1], 0));
        }
        for (int i = 1; i < 4; i++) {
            line(g, at(corners[i][0], corners[i][1], 0), at(corners[i][0], corners[i][1], 1));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // corners to draw; two cells are never compared
    private record Cell(double[][] corners, double value, double away) {}

    /** Cells from the farthest to the nearest, so that the near ones cover the others. */
    private void surface(Graphics2D g, double[] steps, double[][] values) {
        int last = steps.length - 1;
        int stride = Math.max(1, (last + MOST_CELLS - 1) / MOST_CELLS);
        while (last % stride != 0) {
            stride++;
        }
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < last; i += stride) {
            for (int j = 0; j < last; j += stride) {
                int[][] indices = {
                    {i, j}, {i, j + stride}, {i + stride, j + stride}, {i + stride, j}
                };
                double[][] corners = new double[4][];
                double mean = 0;
                for (int c = 0; c < 4; c++) {
                    double value = values[indices[c][0]][indices[c][1]];
                    mean += value / 4;
                    corners[c] =
                            at(
                                    unit(steps[indices[c][1]]),
                                    unit(steps[indices[c][0]]),
                                    Math.min(1, Math.max(0, up.share(value))));
                }
                cells.add(new Cell(corners, mean, away(unit(steps[j]), unit(steps[i]))));
            }
        }
        cells.sort(Comparator.comparingDouble(Cell::away).reversed());
        g.setStroke(new BasicStroke(0.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (Cell cell : cells) {
            Path2D path = new Path2D.Double();
            for (int c = 0; c < 4; c++) {
                double[] p = cell.corners()[c];
                if (c == 0) {
                    path.moveTo(p[0], p[1]);
                } else {
                    path.lineTo(p[0], p[1]);
                }
            }
            path.closePath();
            Color fill = ColorMap.of(up.share(cell.value()));
            g.setColor(fill);
            g.fill(path);
            g.setColor(ColorMap.mix(fill, Color.BLACK, 0.35));
            g.draw(path);
        }
        g.setStroke(new BasicStroke(1));
    }

    private void labels(Graphics2D g, List<String> titles) {
        Palette.pen(g, Font.PLAIN, 11);
        for (double tick : ground.ticks(4)) {
            String text = Scale.format(tick);
            double[] first = at(unit(tick), -1, 0);
            g.drawString(text, (int) first[0] + 3, (int) first[1] + 14);
            double[] second = at(-1, unit(tick), 0);
            int wide = g.getFontMetrics().stringWidth(text);
            g.drawString(text, (int) second[0] - wide - 4, (int) second[1] + 13);
        }
        for (double tick : up.ticks(5)) {
            double[] p = at(-1, 1, up.share(tick));
            String text = Scale.format(tick);
            int wide = g.getFontMetrics().stringWidth(text);
            g.drawString(text, (int) p[0] - wide - 5, (int) p[1] + 4);
        }
        g.setFont(Palette.font(Font.PLAIN, 12));
        along(g, titles.get(0), at(-1, -1, 0), at(1, -1, 0), 38);
        along(g, titles.get(1), at(-1, 1, 0), at(-1, -1, 0), 48); // its numbers reach lower
        double[] upright = at(-1, 1, 0.5);
        Raster.upwards(g, titles.get(2), (int) upright[0] - 34, (int) upright[1]);
    }

    /** Paints text below the edge between two points, in its direction. */
    private static void along(Graphics2D g, String text, double[] from, double[] to, int below) {
        double angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
        Raster.turned(g, text, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2, angle, below);
    }
}
