package anpvs.data;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole data set in memory, checked.
 *
 * @param dataset which one
 * @param train training images
 * @param test test images
 * @param sha256 SHA-256 in hexadecimal of what the images were read from, for provenance: by file
 *     name without {@code .gz}, over the uncompressed content, so that it does not depend on the
 *     packing; a built-in set has {@code train} and {@code test} over its drawn pixels and labels
 */
public record ImageSet(
        Dataset dataset, LabelledImages train, LabelledImages test, Map<String, String> sha256) {
    /** Copies the sums, sorted by name. */
    public ImageSet {
        sha256 = Collections.unmodifiableMap(new TreeMap<>(sha256));
    }
}
