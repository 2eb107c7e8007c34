package anpvs.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Small stand-ins for the published files. */
final class Samples {
    private Samples() {}

    static byte[] noise(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A file published as it is. */
    static KnownFile plain(String name, byte[] content) {
        return new KnownFile(name, content.length, Sha256.of(content), null);
    }

    /** A file published compressed. */
    static KnownFile gzipped(String name, byte[] content) {
        byte[] gzip = gzip(content);
        return new KnownFile(
                name,
                content.length,
                Sha256.of(content),
                new KnownFile.Gzip(gzip.length, Sha256.of(gzip)));
    }
}
