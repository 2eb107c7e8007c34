package anpvs.plot;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A picture of a fixed size, as pixels or as vectors.
 *
 * @param width width in CSS pixels
 * @param height height in CSS pixels
 * @param painter paints the whole area
 * @param charts the XChart objects in it, in reading order; empty where XChart draws none of it
 */
public record Drawing(
        int width, int height, Consumer<Graphics2D> painter, List<Chart<?, ?>> charts) {
    /** Copies the list. */
    public Drawing {
        charts = List.copyOf(charts);
    }

    /** A picture without charts. */
    public Drawing(int width, int height, Consumer<Graphics2D> painter) {
        this(width, height, painter, List.of());
    }

    /** Pixels for each CSS pixel, so that text is sharp on dense screens. */
    static final int SCALE = 2;

    /** A number with more than three decimals within a tag, not in text. */
    private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{4,}(?=[^<>]*>)");

    /** How a shape is filled and outlined. */
    private static final Pattern STYLE = Pattern.compile("style=\"([^\"]+)\"(?=[^<>]*>)");

    /**
     * @param chart a chart with its own size
     * @return its drawing
     */
    public static Drawing of(Chart<?, ?> chart) {
        int width = chart.getWidth();
        int height = chart.getHeight();
        return new Drawing(width, height, g -> chart.paint(g, width, height), List.of(chart));
    }

    /**
     * @param title above all panels
     * @param panels pictures of equal size
     * @param columns how many side by side
     * @return the panels in rows
     */
    public static Drawing panels(String title, List<Drawing> panels, int columns) {
        int top = 30;
        int panelWidth = panels.get(0).width;
        int panelHeight = panels.get(0).height;
        int width = columns * panelWidth;
        int height = top + (panels.size() + columns - 1) / columns * panelHeight;
        return new Drawing(
                width,
                height,
                g -> {
                    g.setColor(Color.WHITE);
                    g.fillRect(0, 0, width, height);
                    g.setColor(Color.BLACK);
                    g.setFont(Palette.font(Font.BOLD, 15));
                    g.drawString(title, 12, 20);
                    for (int i = 0; i < panels.size(); i++) {
                        int x = i % columns * panelWidth;
                        int y = top + i / columns * panelHeight;
                        g.translate(x, y);
                        panels.get(i).painter.accept(g);
                        g.translate(-x, -y);
                    }
                },
                panels.stream().flatMap(panel -> panel.charts.stream()).toList());
    }

    /**
     * {@return the picture with small lines below that say how to read it; blank ones are left out,
     * those longer than the picture is wide go on below}
     */
    public Drawing noted(String... some) {
        Font font = Palette.font(Font.PLAIN, 12);
        List<String> lines =
                Arrays.stream(some).flatMap(line -> broken(line, font, width - 24)).toList();
        return new Drawing(
                width,
                height + 16 * lines.size() + 8,
                g -> {
                    painter.accept(g);
                    g.setColor(Color.BLACK);
                    g.setFont(font);
                    for (int i = 0; i < lines.size(); i++) {
                        g.drawString(lines.get(i), 12, height + 12 + 16 * i);
                    }
                },
                charts);
    }

    /** Lines of whole words, as wide as that many CSS pixels or less. */
    private static Stream<String> broken(String text, Font font, int most) {
        FontRenderContext pixels = new FontRenderContext(null, true, true);
        Stream.Builder<String> lines = Stream.builder();
        String line = "";
        for (String word : text.strip().split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && font.getStringBounds(longer, pixels).getWidth() > most) {
                lines.add(line);
                longer = word;
            }
            line = longer;
        }
        return line.isEmpty() ? lines.build() : lines.add(line).build();
    }

    /** {@return the picture with two pixels for each CSS pixel, on white} */
    public BufferedImage image() {
        BufferedImage image =
                new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, image.getWidth(), image.getHeight());
            g.scale(SCALE, SCALE);
            painter.accept(g);
        } finally {
            g.dispose();
        }
        return image;
    }

    /** {@return the picture as a PNG file, with a palette where that changes next to nothing} */
    public byte[] png() {
        return png(IndexedColors.of(image()));
    }

    /** {@return an image as a PNG file, as it is} */
    public static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a PNG", e);
        }
    }

    /**
     * {@return the picture as an SVG file, to a thousandth of a CSS pixel; a style that several
     * shapes share is written once, which halves a surface's file}
     */
    public byte[] svg() {
        VectorGraphics2D g = new VectorGraphics2D();
        painter.accept(g);
        Document document =
                Processors.get("svg")
                        .getDocument(g.getCommands(), new PageSize(0, 0, width, height));
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.writeTo(out);
            String svg =
                    LONG_NUMBER
                            .matcher(out.toString(StandardCharsets.UTF_8))
                            .replaceAll(
                                    n ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "%.3f",
                                                    Double.valueOf(n.group())));
            return sharingStyles(svg).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode an SVG", e);
        }
    }

    /** Styles of two shapes or more become classes, named s0, s1, ... in order of appearance. */
    private static String sharingStyles(String svg) {
        Map<String, Long> uses =
                STYLE.matcher(svg)
                        .results()
                        .collect(
                                Collectors.groupingBy(
                                        m -> m.group(1),
                                        LinkedHashMap::new,
                                        Collectors.counting()));
        uses.values().removeIf(n -> n < 2);
        List<String> shared = List.copyOf(uses.keySet());
        Map<String, String> classes =
                IntStream.range(0, shared.size())
                        .boxed()
                        .collect(Collectors.toMap(shared::get, i -> "s" + i));
        String sheet =
                shared.stream()
                        .map(style -> "    ." + classes.get(style) + " {" + style + "}\n")
                        .collect(Collectors.joining("", "\n  <style>\n", "  </style>"));
        String shapes =
                STYLE.matcher(svg)
                        .replaceAll(
                                m ->
                                        classes.containsKey(m.group(1))
                                                ? "class=\"" + classes.get(m.group(1)) + "\""
                                                : Matcher.quoteReplacement(m.group()));
        int inside = svg.indexOf('>', svg.indexOf("<svg")) + 1;
        return shapes.substring(0, inside) + sheet + shapes.substring(inside);
    }
}
