package anpvs.notebook;

import anpvs.report.Displayable;
import java.util.Map;
import java.util.Objects;

/**
 * Text that a notebook shows as HTML and a terminal as it is.
 *
 * @param html for notebooks; values in it must be escaped
 * @param plain for terminals
 */
public record RichText(String html, String plain) implements Displayable {
    /** Checks that neither is null. */
    public RichText {
        Objects.requireNonNull(html, "html");
        Objects.requireNonNull(plain, "plain");
    }

    @Override
    public Map<String, String> mimeBundle() {
        return Map.of("text/html", html, "text/plain", plain);
    }

    @Override
    public String toString() {
        return plain;
    }
}
