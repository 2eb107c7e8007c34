package anpvs.report;

import anpvs.plot.Drawing;
import java.util.Base64;
import java.util.Map;

/**
 * A picture without numbers.
 *
 * @param plain what a terminal shows in its place
 * @param drawing the picture
 */
public record Picture(String plain, Drawing drawing) implements Displayable {
    @Override
    public Map<String, String> mimeBundle() {
        return Map.of(
                "text/plain",
                plain,
                "image/png",
                Base64.getEncoder().encodeToString(drawing.png()));
    }

    @Override
    public Map<String, Map<String, Object>> metadata() {
        return Map.of("image/png", Map.of("width", drawing.width(), "height", drawing.height()));
    }

    @Override
    public String toString() {
        return plain;
    }
}
