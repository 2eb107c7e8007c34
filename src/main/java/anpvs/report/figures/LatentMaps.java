package anpvs.report.figures;

import anpvs.Texts;
import anpvs.method.Method;
import anpvs.metric.PixelVulnerability;
import anpvs.plot.ColorMap;
import anpvs.plot.Drawing;
import anpvs.plot.Palette;
import anpvs.plot.Raster;
import anpvs.plot.Scale;
import anpvs.study.LatentStudy;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pictures of the first latent layer and of gradients by pixels. */
final class LatentMaps {
    private static final int BLOCK = 330;
    private static final int HEAD = 34;
    private static final int TOP = 38;
    private static final int SIDE = 140;
    private static final int LEFT = 120;
    private static final int GAP = 18;

    private LatentMaps() {}

    /**
     * @param title above all
     * @param pictures of one image, by method
     * @param names what stands above each block
     * @param means v of the first layer over the test set, by method; shown in brackets
     * @return every channel's |z1 - z1~|, one block for each method, one colour scale
     */
    static Drawing channels(
            String title,
            Map<Method, LatentStudy.LatentPicture> pictures,
            Map<Method, String> names,
            Map<Method, Double> means) {
        double largest =
                pictures.values().stream()
                        .mapToDouble(LatentStudy.LatentPicture::largest)
                        .max()
                        .orElse(0);
        Scale scale = Scale.linear(0, largest);
        List<Map.Entry<Method, LatentStudy.LatentPicture>> blocks =
                new ArrayList<>(pictures.entrySet());
        int channels = blocks.get(0).getValue().channels();
        // 20 channels in rows of 5, 64 in rows of 8
        int columns = (int) Math.ceil(Math.sqrt(1.2 * channels));
        while (columns < channels && channels % columns != 0) {
            columns++;
        }
        if (columns > 2 * Math.sqrt(channels)) {
            columns = (int) Math.ceil(Math.sqrt(channels));
        }
        int across = columns;
        int tile = (BLOCK - 10) / across;
        int blockHeight = HEAD + (channels + across - 1) / across * tile;
        int rows = (blocks.size() + 1) / 2;
        int width = 2 * (BLOCK + GAP) + 90;
        int height = TOP + rows * (blockHeight + GAP);
        return new Drawing(
                width,
                height,
                g -> {
                    head(g, title);
                    for (int b = 0; b < blocks.size(); b++) {
                        Method method = blocks.get(b).getKey();
                        LatentStudy.LatentPicture picture = blocks.get(b).getValue();
                        int x = 12 + b % 2 * (BLOCK + GAP);
                        int y = TOP + b / 2 * (blockHeight + GAP);
                        Palette.pen(g, Font.BOLD, 13);
                        g.drawString(
                                Texts.format("%s [%.3f]", names.get(method), means.get(method)),
                                x,
                                y + 22);
                        for (int c = 0; c < channels; c++) {
                            int plane = picture.size() * picture.size();
                            int from = c * plane;
                            Raster.paint(
                                    g,
                                    Raster.image(
                                            picture.size(),
                                            picture.size(),
                                            i ->
                                                    ColorMap.of(
                                                            scale.share(
                                                                    picture.distance(from + i)))),
                                    x + c % across * tile,
                                    y + HEAD + c / across * tile,
                                    tile - 3,
                                    tile - 3);
                        }
                    }
                    ColorMap.bar(
                            g,
                            2 * (BLOCK + GAP) + 12,
                            TOP + HEAD,
                            Math.min(260, height - TOP - HEAD - GAP),
                            scale,
                            "|z1 \u2212 z\u03031| (units of features)");
                });
    }

    /**
     * @param title above all
     * @param pictures of one image, by method
     * @param names what stands above each column
     * @param channels of the image
     * @param size of the image
     * @return the image, then by method the gradient of V and the mean |z1 - z1~| over channels
     */
    static Drawing pixels(
            String title,
            Map<Method, LatentStudy.LatentPicture> pictures,
            Map<Method, String> names,
            int channels,
            int size) {
        List<Map.Entry<Method, LatentStudy.LatentPicture>> columns =
                new ArrayList<>(pictures.entrySet());
        List<double[]> places =
                columns.stream()
                        .map(Map.Entry::getValue)
                        .map(p -> PixelVulnerability.byPlace(p.clean(), p.attacked(), p.channels()))
                        .toList();
        double largest = 0;
        for (double[] one : places) {
            for (double v : one) {
                largest = Math.max(largest, v);
            }
        }
        Scale scale = Scale.linear(0, largest);
        int width = Math.max(LEFT + columns.size() * (SIDE + GAP) + 90, 720);
        int first = TOP + 38;
        int second = first + SIDE + 24;
        int third = second + SIDE + 34;
        return new Drawing(
                width,
                third + SIDE + 24,
                g -> {
                    head(g, title);
                    Palette.pen(g, Font.PLAIN, 12);
                    label(g, first, "attacked image", "");
                    label(g, second, "gradient of V by", "pixels, to \u00b13 rms");
                    label(g, third, "|z1 \u2212 z\u03031|, mean", "over channels");
                    for (int i = 0; i < columns.size(); i++) {
                        LatentStudy.LatentPicture p = columns.get(i).getValue();
                        int x = LEFT + i * (SIDE + GAP);
                        g.setColor(Color.BLACK);
                        String[] name = names.get(columns.get(i).getKey()).split(", ", 2);
                        g.setFont(Palette.font(Font.BOLD, 13));
                        Raster.centred(
                                g, name[0], x + SIDE / 2, first - (name.length == 1 ? 8 : 20));
                        if (name.length > 1) {
                            g.setFont(Palette.font(Font.PLAIN, 11));
                            Raster.centred(g, name[1], x + SIDE / 2, first - 6);
                        }
                        BufferedImage attacked = Raster.picture(p.adversarial(), channels, size);
                        BufferedImage gradient = gradient(p.gradient(), channels, size);
                        Raster.framed(g, attacked, x, first, SIDE);
                        Raster.framed(g, gradient, x, second, SIDE);
                        double[] place = places.get(i);
                        BufferedImage mean =
                                Raster.image(
                                        p.size(),
                                        p.size(),
                                        k -> ColorMap.of(scale.share(place[k])));
                        // without padding the map is smaller than the image that it belongs to
                        int inset = p.size() < size ? SIDE * (size - p.size()) / (2 * size) : 0;
                        Raster.framed(g, mean, x + inset, third + inset, SIDE - 2 * inset);
                        Palette.pen(g, Font.PLAIN, 11);
                        Raster.centred(
                                g,
                                "own scale: rms "
                                        + Scale.format(PixelVulnerability.rms(p.gradient())),
                                x + SIDE / 2,
                                second + SIDE + 15);
                    }
                    ColorMap.bar(
                            g,
                            LEFT + columns.size() * (SIDE + GAP),
                            third,
                            SIDE,
                            scale,
                            "units of features");
                });
    }

    private static void head(Graphics2D g, String title) {
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 2000, TOP);
        Palette.pen(g, Font.BOLD, 15);
        g.drawString(title, 12, 22);
    }

    private static void label(Graphics2D g, int y, String first, String second) {
        g.drawString(first, 12, y + SIDE / 2 - 4);
        g.drawString(second, 12, y + SIDE / 2 + 12);
    }

    /** Of grey images in diverging colours, of coloured ones as a colour image. */
    private static BufferedImage gradient(float[] gradient, int channels, int size) {
        float[] scaled = PixelVulnerability.rescaled(gradient);
        return channels == 3
                ? Raster.picture(scaled, channels, size)
                : Raster.image(size, size, i -> ColorMap.diverging(2 * scaled[i] - 1));
    }
}
