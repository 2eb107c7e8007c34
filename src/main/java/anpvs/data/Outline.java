package anpvs.data;

import java.util.ArrayList;
import java.util.List;

/**
 * What a class of a synthetic set looks like: polylines in the square [-1, 1] x [-1, 1], y
 * downwards.
 *
 * @param lines each {@code x0, y0, x1, y1, ...}
 * @param filled whether the lines are closed and filled by the even-odd rule; else they are strokes
 */
record Outline(List<double[]> lines, boolean filled) {
    /** Corners of the polygon that stands for a full circle. */
    private static final int CORNERS = 20;

    static Outline strokes(double[]... lines) {
        return new Outline(List.of(lines), false);
    }

    static Outline fills(double[]... polygons) {
        return new Outline(List.of(polygons), true);
    }

    static double[] line(double... coordinates) {
        return coordinates;
    }

    /**
     * Part of an ellipse.
     *
     * @param x centre
     * @param y centre
     * @param rx radius along x
     * @param ry radius along y
     * @param from angle in degrees, clockwise from the right
     * @param to angle in degrees; 360 more than {@code from} closes the ellipse
     * @return its points
     */
    static double[] arc(double x, double y, double rx, double ry, int from, int to) {
        int pieces = Math.max(2, Math.abs(to - from) * CORNERS / 360);
        double[] points = new double[2 * (pieces + 1)];
        for (int i = 0; i <= pieces; i++) {
            double angle = StrictMath.toRadians(from + (to - from) * (double) i / pieces);
            points[2 * i] = x + rx * StrictMath.cos(angle);
            points[2 * i + 1] = y + ry * StrictMath.sin(angle);
        }
        return points;
    }

    /** A polygon with {@code points} spikes between the two radii, the first one upwards. */
    static double[] star(int points, double outer, double inner) {
        double[] line = new double[4 * points];
        for (int i = 0; i < 2 * points; i++) {
            double angle = StrictMath.toRadians(180.0 * i / points - 90);
            double radius = i % 2 == 0 ? outer : inner;
            line[2 * i] = radius * StrictMath.cos(angle);
            line[2 * i + 1] = radius * StrictMath.sin(angle);
        }
        return line;
    }

    /** The ten glyphs: the digits 0 .. 9 in simple strokes. */
    static List<Outline> glyphs() {
        List<Outline> glyphs = new ArrayList<>();
        glyphs.add(strokes(arc(0, 0, .6, .95, 0, 360)));
        glyphs.add(strokes(line(-.4, -.55, .05, -.95, .05, .95)));
        glyphs.add(strokes(arc(0, -.4, .58, .55, -170, 30), line(.5, -.13, -.6, .95, .65, .95)));
        glyphs.add(strokes(arc(0, -.48, .5, .47, -160, 90), arc(0, .47, .56, .48, -90, 155)));
        glyphs.add(strokes(line(.35, .95, .35, -.95, -.65, .35, .7, .35)));
        glyphs.add(
                strokes(line(.55, -.95, -.45, -.95, -.52, -.1), arc(-.02, .35, .6, .6, -140, 145)));
        glyphs.add(strokes(line(.4, -.95, -.1, -.5, -.5, .2), arc(0, .4, .55, .55, 0, 360)));
        glyphs.add(strokes(line(-.6, -.95, .6, -.95, -.1, .95)));
        glyphs.add(strokes(arc(0, -.48, .45, .45, 0, 360), arc(0, .46, .56, .49, 0, 360)));
        glyphs.add(strokes(arc(0, -.4, .55, .55, 0, 360), line(.54, -.3, .45, .3, .05, .95)));
        return glyphs;
    }

    /** The ten shapes, filled, all of about the same extent. */
    static List<Outline> shapes() {
        double third = .33;
        List<Outline> shapes = new ArrayList<>();
        shapes.add(fills(arc(0, 0, .9, .9, 0, 360)));
        shapes.add(fills(arc(0, 0, .95, .95, 0, 360), arc(0, 0, .5, .5, 0, 360)));
        shapes.add(fills(line(-.8, -.8, .8, -.8, .8, .8, -.8, .8)));
        shapes.add(
                fills(
                        line(-.85, -.85, .85, -.85, .85, .85, -.85, .85),
                        line(-.42, -.42, .42, -.42, .42, .42, -.42, .42)));
        shapes.add(fills(line(0, -1, .95, .8, -.95, .8)));
        shapes.add(
                fills(
                        line(
                                -third, -1, third, -1, third, -third, 1, -third, 1, third, third,
                                third, third, 1, -third, 1, -third, third, -1, third, -1, -third,
                                -third, -third)));
        shapes.add(fills(star(5, 1.05, .42)));
        shapes.add(fills(line(-1, -.28, 1, -.28, 1, .28, -1, .28)));
        shapes.add(
                fills(
                        line(-.9, -.9, .9, -.9, .9, -.35, -.9, -.35),
                        line(-.9, .35, .9, .35, .9, .9, -.9, .9)));
        shapes.add(fills(arc(-.55, 0, .42, .42, 0, 360), arc(.55, 0, .42, .42, 0, 360)));
        return shapes;
    }
}
