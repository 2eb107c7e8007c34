package anpvs.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private static BufferedImage read(Drawing drawing) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(drawing.png()));
    }

    private static Drawing square(Consumer<Graphics2D> painter) {
        return new Drawing(60, 60, painter);
    }

    @Test
    void aChartHasAPalette() throws IOException {
        Drawing chart =
                square(
                        g -> {
                            g.setColor(Palette.BLUE);
                            g.fillRect(10, 10, 20, 20);
                            g.setColor(Color.BLACK);
                            g.drawString("0.5", 30, 50);
                        });
        BufferedImage png = read(chart);
        assertInstanceOf(IndexColorModel.class, png.getColorModel());
        assertEquals(Color.WHITE.getRGB(), png.getRGB(1, 1));
        assertEquals(Palette.BLUE.getRGB(), png.getRGB(40, 40));
    }

    @Test
    void rareColoursStayClose() throws IOException {
        Drawing map =
                square(
                        g -> {
                            for (int i = 0; i < 60 * 60; i++) {
                                double share = i < 3_000 ? i % 7 / 20.0 : i / 3_600.0;
                                g.setColor(ColorMap.of(share));
                                g.fillRect(i % 60, i / 60, 1, 1);
                            }
                        });
        BufferedImage png = read(map);
        BufferedImage exact = map.image();
        assertInstanceOf(IndexColorModel.class, png.getColorModel());
        for (int i = 0; i < 120 * 120; i++) {
            Color a = new Color(exact.getRGB(i % 120, i / 120));
            Color b = new Color(png.getRGB(i % 120, i / 120));
            int most =
                    Math.max(
                            Math.abs(a.getRed() - b.getRed()), Math.abs(a.getBlue() - b.getBlue()));
            assertTrue(Math.max(most, Math.abs(a.getGreen() - b.getGreen())) <= 16, a + " " + b);
        }
    }

    @Test
    void aPhotoKeepsItsColours() throws IOException {
        Random random = new Random(1);
        BufferedImage photo = new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 60 * 60; i++) {
            photo.setRGB(i % 60, i / 60, random.nextInt(1 << 24));
        }
        BufferedImage png = read(square(g -> g.drawImage(photo, 0, 0, null)));
        assertFalse(png.getColorModel() instanceof IndexColorModel);
        assertEquals(photo.getRGB(7, 9), png.getRGB(14, 18));
    }

    @Test
    void svgRoundsPlacesButNoText() {
        Drawing line =
                square(
                        g -> {
                            g.setColor(Color.BLACK);
                            g.draw(new Line2D.Double(1 / 3.0, 2, 20.0 / 3, 1e-5));
                            g.drawString("0.123456 > 0.1", 5, 40);
                        });
        String svg = new String(line.svg(), StandardCharsets.UTF_8);
        assertTrue(svg.contains("0.333"), svg);
        assertFalse(svg.contains("0.3333"), svg);
        assertTrue(svg.contains("6.667"), svg);
        assertFalse(svg.matches("(?s).*[0-9]E-[0-9].*"), svg);
        assertTrue(svg.contains("0.123456"), svg);
    }

    @Test
    void svgWritesAStyleOfSeveralShapesOnce() {
        String svg =
                new String(
                        square(
                                        g -> {
                                            g.setColor(Color.RED);
                                            g.fillRect(1, 1, 5, 5);
                                            g.fillRect(9, 1, 5, 5);
                                            g.setColor(Color.BLUE);
                                            g.fillRect(1, 9, 5, 5);
                                            g.setColor(Color.BLACK);
                                            g.drawString("style=\"fill\" > style=\"fill\"", 5, 40);
                                        })
                                .svg(),
                        StandardCharsets.UTF_8);
        String red = "fill:rgb(255,0,0);stroke:none;";
        assertEquals(svg.indexOf(red), svg.lastIndexOf(red), svg);
        assertTrue(svg.contains("<style>\n    .s0 {" + red + "}\n  </style>"), svg);
        assertTrue(
                svg.contains("<rect height=\"5\" class=\"s0\" width=\"5\" x=\"9\" y=\"1\"/>"), svg);
        assertTrue(svg.contains("style=\"fill:rgb(0,0,255);stroke:none;\""), svg);
        assertTrue(svg.contains("style=\"fill\" &gt; style=\"fill\"</text>"), svg);
    }

    @Test
    void aNoteGoesOnBelow() {
        String note = "no picture is as wide as this note";
        Drawing drawing = square(g -> {}).noted("", note);
        int lines = (drawing.height() - 60 - 8) / 16;
        assertTrue(lines > 3 && lines <= 9, lines + " lines");
        String svg = new String(drawing.svg(), StandardCharsets.UTF_8);
        for (String word : note.split(" ", -1)) {
            assertTrue(svg.contains(word), word);
        }
        assertEquals(60 + 8 + 16, square(g -> {}).noted("short").height());
        assertEquals(60 + 8, square(g -> {}).noted(" ").height());
    }
}
