package anpvs.report;

import java.util.Map;

/** A result that a notebook shows in more than one form; the reader picks the richest it knows. */
public interface Displayable {
    /** {@return content by MIME type, {@code text/plain} always among them; images as base64} */
    Map<String, String> mimeBundle();

    /**
     * {@return Jupyter's display metadata by MIME type, such as the width of an image in CSS
     * pixels}
     */
    default Map<String, Map<String, Object>> metadata() {
        return Map.of();
    }
}
