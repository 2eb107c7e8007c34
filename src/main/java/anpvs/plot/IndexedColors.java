package anpvs.plot;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chart in at most 256 colours, whose PNG file takes half of the room or less. Its most frequent
 * colours are kept as they are; each other one is close to one of them, which the averages of the
 * usual quantisers are not: they lose the few pixels at the end of a colour map.
 */
final class IndexedColors {
    private static final int MOST = 256;
    private static final int FARTHEST = 16;
    private static final double FARTHEST_MEAN = 1;

    private IndexedColors() {}

    /**
     * @param image an opaque image
     * @return its copy with a palette, where no pixel is more than 16 of 255 levels off in any
     *     channel and the mean pixel less than one; else the image itself, as a photo is
     */
    static BufferedImage of(BufferedImage image) {
        int width = image.getWidth();
        int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Integer> colors = new ArrayList<>(counts.keySet());
        colors.sort(
                Comparator.<Integer>comparingInt(color -> -counts.get(color))
                        .thenComparing(Comparator.naturalOrder()));
        List<Integer> palette = palette(colors);
        Map<Integer, Integer> index = new HashMap<>();
        long off = 0;
        for (int color : colors) {
            int nearest = nearest(color, palette);
            index.put(color, nearest);
            off += (long) counts.get(color) * distance(color, palette.get(nearest));
        }
        return palette.size() > MOST || off >= FARTHEST_MEAN * pixels.length
                ? image
                : painted(image, pixels, palette, index);
    }

    /**
     * Colours of which one is close to each of the others; the fewest levels apart that will do.
     */
    private static List<Integer> palette(List<Integer> byFrequency) {
        List<Integer> palette = List.of();
        for (int apart = 0; apart <= FARTHEST; apart += 2) {
            palette = new ArrayList<>();
            for (int color : byFrequency) {
                if (palette.size() <= MOST
                        && (palette.isEmpty()
                                || distance(color, palette.get(nearest(color, palette))) > apart)) {
                    palette.add(color);
                }
            }
            if (palette.size() <= MOST) {
                break;
            }
        }
        return palette;
    }

    private static int nearest(int color, List<Integer> palette) {
        int nearest = 0;
        for (int i = 1; i < palette.size(); i++) {
            if (distance(color, palette.get(i)) < distance(color, palette.get(nearest))) {
                nearest = i;
            }
        }
        return nearest;
    }

    /** Levels between the channels that differ most, from 0 to 255. */
    private static int distance(int one, int other) {
        int most = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            most = Math.max(most, Math.abs((one >> shift & 255) - (other >> shift & 255)));
        }
        return most;
    }

    private static BufferedImage painted(
            BufferedImage image, int[] pixels, List<Integer> palette, Map<Integer, Integer> index) {
        int[] colors = palette.stream().mapToInt(Integer::intValue).toArray();
        IndexColorModel model = new IndexColorModel(8, colors.length, colors, 0, false, -1, 0);
        BufferedImage indexed =
                new BufferedImage(
                        image.getWidth(),
                        image.getHeight(),
                        BufferedImage.TYPE_BYTE_INDEXED,
                        model);
        byte[] data = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            data[i] = index.get(pixels[i]).byteValue();
        }
        return indexed;
    }
}
