package anpvs.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

class PlotsTest {
    private static final double[] STEPS = {-0.3, -0.15, 0, 0.15, 0.3};

    private static double[][] filled(double value) {
        double[][] values = new double[5][5];
        for (double[] row : values) {
            Arrays.fill(row, value);
        }
        return values;
    }

    @Test
    void ticksAreRoundAndWithinTheScale() {
        assertEquals(List.of(-0.2, 0.0, 0.2), Scale.linear(-0.3, 0.3).ticks(4));
        assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0), Scale.linear(0, 9.5).ticks(5));
        assertEquals(List.of(0.01, 0.1, 1.0), Scale.logarithmic(0.009, 1.1).ticks(5));
        List<Double> few = Scale.logarithmic(0.05, 0.5).ticks(5);
        double[] numbers = few.stream().mapToDouble(Double::doubleValue).toArray();
        assertArrayEquals(new double[] {0.05, 0.1, 0.2, 0.5}, numbers, 1e-12);
        assertEquals(0.5, Scale.logarithmic(0.01, 100).share(1), 1e-12);
        assertEquals(0.25, Scale.linear(2, 6).share(3), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> new Scale(0, 1, true));
    }

    @Test
    void anAxisOfPercentagesBeginsAtZeroUnlessThatHidesWhatIsCompared() {
        assertEquals(Scale.linear(0, 60), percent(18, 56));
        assertEquals(Scale.linear(78, 96), percent(78.5, 95));
    }

    private static Scale percent(double low, double high) {
        List<Range> values = List.of(Range.of(low), Range.NONE, Range.of(high));
        return Scales.percent(
                List.of(
                        new Charts.Points(
                                "s",
                                new LineStyle(
                                        Palette.BLUE, SeriesMarkers.CIRCLE, SeriesLines.SOLID),
                                values)));
    }

    @Test
    void numbersOnAxesAreShort() {
        assertEquals("\u22120.2", Scale.format(-0.2));
        assertEquals("0", Scale.format(-1e-17));
        assertEquals("0.0123", Scale.format(0.012345));
        assertEquals("100", Scale.format(100));
    }

    @Test
    void lighterIsMore() {
        double before = -1;
        for (int i = 0; i <= 20; i++) {
            Color c = ColorMap.of(i / 20.0);
            double light = 0.2126 * c.getRed() + 0.7152 * c.getGreen() + 0.0722 * c.getBlue();
            assertTrue(light > before, "step " + i);
            before = light;
        }
        assertEquals(new Color(0x440154), ColorMap.of(-1));
        assertEquals(new Color(0xFDE725), ColorMap.of(2));
    }

    @Test
    void zerosAreCountedApart() {
        Histogram h = Histogram.of(new double[] {0, 0, 1e-9, 0.24, 0.26, 0.99, 1, 1, 1.5}, 4, 1);
        assertEquals(2, h.zeros());
        assertArrayEquals(new int[] {2, 1, 0, 3}, h.counts());
        assertEquals(1, h.over(), "larger than the end of the axis");
        assertEquals(9, h.total());
        assertEquals(100 * 3 / 9.0, h.tallest(), 1e-12);
    }

    /** How many from that row on have a colour. */
    private static long pixels(BufferedImage image, int top, Color color) {
        int width = image.getWidth();
        int[] all = image.getRGB(0, top, width, image.getHeight() - top, null, 0, width);
        return Arrays.stream(all).filter(pixel -> pixel == color.getRGB()).count();
    }

    @Test
    void theBinOfZerosIsOrange() {
        Histogram h = Histogram.of(new double[] {0, 0, 0, 0.5}, 4, 1);
        BufferedImage image = h.draw("t", 0.1, 75, "x", "y").image();
        long orange = pixels(image, 60, Palette.ORANGE);
        long blue = pixels(image, 60, Palette.BLUE);
        assertTrue(orange > 1000 && blue > 1000, orange + " orange, " + blue + " blue pixels");
    }

    @Test
    void aBorderLiesWhereTheFunctionIsZero() {
        double[][] values = new double[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                values[i][j] = j + 0.5 * i - 1.75; // zero at column 1.75 - row / 2
            }
        }
        List<double[]> pieces = HeatMap.crossings(values);
        assertTrue(pieces.size() >= 3);
        for (double[] p : pieces) {
            assertEquals(1.75 - p[1] / 2, p[0], 1e-12);
            assertEquals(1.75 - p[3] / 2, p[2], 1e-12);
        }
        assertTrue(HeatMap.crossings(filled(1)).isEmpty());
    }

    @Test
    void aMapHasItsFirstRowBelow() {
        double[][] values = filled(0);
        values[0][4] = 1; // e1 = 0.3, e2 = -0.3: right, below
        Drawing drawing =
                HeatMap.of("t", STEPS, values, filled(1), Scale.linear(0, 1), List.of("e1", "e2"));
        BufferedImage image = drawing.image();
        // the middle of that pixel of a map of 200 at (68, 28), each 40 wide
        assertEquals(ColorMap.of(1), new Color(image.getRGB(2 * (68 + 190), 2 * (28 + 190))));
        assertEquals(ColorMap.of(0), new Color(image.getRGB(2 * (68 + 190), 2 * (28 + 10))));
        assertEquals(ColorMap.of(0), new Color(image.getRGB(2 * (68 + 10), 2 * (28 + 190))));
        // the attacker's limit, a dashed line, begins at e1 = -0.3: in the middle of the first cell
        int left = 2 * 68 + 2;
        while (new Color(image.getRGB(left, 2 * 128)).getRed() < 200) {
            left++;
        }
        assertEquals(2 * (68 + 20), left, 2);
    }

    @Test
    void aSurfaceHasTheColourOfItsHeightAndNamesItsAxes() {
        Scale up = Scale.linear(0, 2);
        List<String> titles = List.of("first axis", "second axis", "loss (nats)");
        for (double height : new double[] {0, 2}) {
            Drawing drawing = SurfacePlot.of("t", STEPS, filled(height), up, titles);
            BufferedImage image = drawing.image();
            long found = pixels(image, 0, ColorMap.of(height / 2));
            assertTrue(found > 10_000, found + " pixels of the surface");
        }
        String svg =
                new String(
                        SurfacePlot.of("t", STEPS, filled(1), up, titles).svg(),
                        StandardCharsets.UTF_8);
        titles.forEach(title -> assertTrue(svg.contains(title), title));
    }
}
