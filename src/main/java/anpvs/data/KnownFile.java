package anpvs.data;

import java.util.List;
import java.util.stream.Stream;

/**
 * A file of a data set as its authors published it.
 *
 * @param name file name, uncompressed
 * @param bytes length, uncompressed
 * @param sha256 SHA-256 of the uncompressed content, hexadecimal
 * @param gzip the compressed form in which it is published; null if there is none
 */
record KnownFile(String name, long bytes, String sha256, Gzip gzip) {
    /**
     * The published compressed form, named {@code name + ".gz"}.
     *
     * @param bytes its length
     * @param sha256 its SHA-256, hexadecimal
     */
    record Gzip(long bytes, String sha256) {}

    /** {@return the file name under which it is published} */
    String publishedName() {
        return gzip == null ? name : name + ".gz";
    }

    /**
     * {@return the names under which it is found} Its own, packed or not, and those that 7-Zip and
     * some mirrors give: {@code t10k-images.idx3-ubyte}.
     */
    List<String> names() {
        String dotted = name.replace("-idx", ".idx");
        return Stream.of(publishedName(), name, dotted + ".gz", dotted).distinct().toList();
    }

    /** {@return length of the published file} */
    long publishedBytes() {
        return gzip == null ? bytes : gzip.bytes();
    }

    /** {@return whether a file of that many bytes can be this one, compressed or not} */
    boolean isLength(long length) {
        return length == bytes || length == publishedBytes();
    }

    /** {@return whether that is the SHA-256 of this file, compressed or not} */
    boolean isSum(String sum) {
        return sum.equals(sha256) || (gzip != null && sum.equals(gzip.sha256()));
    }
}
