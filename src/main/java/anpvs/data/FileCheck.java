package anpvs.data;

import anpvs.data.FileStatus.State;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Reads a data file and tells whether its content is the published one. */
final class FileCheck {
    /** A longer file is not even read: nothing that was only packed otherwise is that long. */
    private static final int LARGEST_FACTOR = 2;

    private FileCheck() {}

    /**
     * A file's finding and content.
     *
     * @param status the finding
     * @param content the uncompressed content; empty unless the status is OK
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Checked(FileStatus status, byte[] content) {}

    /**
     * Reads and checks the whole content.
     *
     * @param file what is expected
     * @param path where it is; compressed or not is seen from the content, not from the name
     * @return the finding and the content
     */
    static Checked read(KnownFile file, Path path) {
        return read(file, path, KnownFiles.all().toList());
    }

    /** As above; {@code others} are the files among which a swapped one is looked for. */
    static Checked read(KnownFile file, Path path, List<KnownFile> others) {
        if (!Files.isRegularFile(path)) {
            return bad(path, State.MISSING, "missing");
        }
        try {
            long size = Files.size(path);
            boolean known = others.stream().anyMatch(other -> other.isLength(size));
            if (size > LARGEST_FACTOR * file.bytes() && !known) {
                return bad(path, State.WRONG_SIZE, sizes(file, size));
            }
            return check(file, path, Files.readAllBytes(path), others);
        } catch (IOException e) {
            return bad(path, State.UNREADABLE, "cannot be read: " + e);
        }
    }

    /**
     * Looks at presence and length only, in microseconds.
     *
     * @param file what is expected
     * @param path where it is
     * @return the finding
     */
    static FileStatus glance(KnownFile file, Path path) {
        if (!Files.isRegularFile(path)) {
            return bad(path, State.MISSING, "missing").status();
        }
        try {
            long size = Files.size(path);
            return file.isLength(size)
                    ? good(path)
                    : bad(path, State.WRONG_SIZE, sizes(file, size)).status();
        } catch (IOException e) {
            return bad(path, State.UNREADABLE, "cannot be read: " + e).status();
        }
    }

    private static Checked check(KnownFile file, Path path, byte[] raw, List<KnownFile> others) {
        if (isHtml(raw)) {
            String found = "expected %s, found a web page (HTML) of %,d bytes";
            return bad(path, State.HTML, format(found, file.publishedName(), raw.length));
        }
        String wrapping = wrapping(raw);
        if (wrapping != null) {
            String found = "expected %s, found %s; unpack it";
            return bad(path, State.UNREADABLE, format(found, file.publishedName(), wrapping));
        }
        byte[] content = raw;
        Checked damage = null;
        try {
            content = isGzip(raw) ? gunzip(raw, file.bytes()) : raw;
        } catch (EOFException e) {
            damage = bad(path, State.WRONG_SIZE, "cut off: " + sizes(file, raw.length));
        } catch (IOException e) {
            damage = bad(path, State.UNREADABLE, "a damaged gzip file: " + e.getMessage());
        }
        String sum = Sha256.of(content);
        if (damage == null && sum.equals(file.sha256())) {
            return new Checked(good(path), content);
        }
        String rawSum = Sha256.of(raw);
        KnownFile other =
                others.stream().filter(f -> f.isSum(sum) || f.isSum(rawSum)).findAny().orElse(null);
        if (other != null) {
            String found = "expected %s, found the content of %s (swapped or misnamed)";
            return bad(path, State.SWAPPED, format(found, file.name(), other.name()));
        }
        if (damage != null) {
            return damage;
        }
        if (content != raw && isGzip(content)) {
            return bad(
                    path,
                    State.UNREADABLE,
                    "packed twice, a gzip file inside a gzip file; unpack it once with gunzip");
        }
        if (content.length != file.bytes()) {
            return bad(
                    path,
                    State.WRONG_SIZE,
                    sizes(file, raw.length)
                            + (content == raw ? "" : unpacked(content.length, file.bytes())));
        }
        String found = "expected SHA-256 %s of the uncompressed content, found %s";
        return bad(path, State.WRONG_SUM, format(found, file.sha256(), sum));
    }

    private static boolean isGzip(byte[] raw) {
        return raw.length > 1 && (raw[0] & 0xff) == 0x1f && (raw[1] & 0xff) == 0x8b;
    }

    /** What somebody may have packed the file into, or put in its place; null for nothing known. */
    private static String wrapping(byte[] raw) {
        String head = new String(raw, 0, Math.min(raw.length, 20), StandardCharsets.ISO_8859_1);
        if (head.startsWith("PK\3\4")) {
            return "a zip archive";
        }
        if (head.startsWith("7z\u00bc\u00af")) {
            return "a 7z archive";
        }
        if (head.startsWith("\u00fd7zXZ")) {
            return "an xz file";
        }
        if (head.startsWith("BZh")) {
            return "a bzip2 file";
        }
        return head.startsWith("version https://git-")
                ? "a pointer of Git LFS, whose file 'git lfs pull' brings"
                : null;
    }

    static boolean isHtml(byte[] raw) {
        int length = Math.min(raw.length, 512);
        String head = new String(raw, 0, length, StandardCharsets.ISO_8859_1);
        String start = head.strip().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype")
                || start.startsWith("<html")
                || start.startsWith("<?xml");
    }

    /**
     * Unpacks at most one byte more than expected: a longer file is wrong however long it is.
     *
     * @throws EOFException if the file is cut off
     */
    private static byte[] gunzip(byte[] raw, long expected) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw), 1 << 16)) {
            return in.readNBytes(Math.toIntExact(expected + 1));
        }
    }

    private static String unpacked(long found, long expected) {
        return found > expected
                ? format(", more than %,d unpacked", expected)
                : format(", %,d unpacked", found);
    }

    private static String sizes(KnownFile file, long found) {
        String plain = format("expected %,d bytes", file.bytes());
        String gzip = file.gzip() == null ? "" : format(" (%,d compressed)", file.gzip().bytes());
        return plain + gzip + format(", found %,d", found);
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    private static FileStatus good(Path path) {
        return new FileStatus(path, State.OK, path + ": ok");
    }

    private static Checked bad(Path path, State state, String problem) {
        return new Checked(new FileStatus(path, state, path + ": " + problem), new byte[0]);
    }
}
