package anpvs.data;

import anpvs.OutputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Unpacks the expected files of a downloaded tar.gz archive and nothing else. Names in the archive
 * never become paths: an entry is looked up among the expected ones.
 */
final class Archive {
    /** The archives hold 8 entries at the most. */
    private static final int MOST_ENTRIES = 100;

    /** Bytes beside the expected files: a page of text each in reality. */
    private static final long MOST_OTHER_BYTES = 1 << 20;

    private Archive() {}

    /**
     * Unpacks; each file appears under its name only when its sum is right.
     *
     * @param archive the tar.gz file
     * @param download what it should hold
     * @param target folder for the files
     * @throws IOException if the archive is damaged, holds a link, a device, an absolute path, a
     *     path with {@code ..}, too much, or not what was expected
     */
    static void unpack(Path archive, Download download, Path target) throws IOException {
        Map<String, KnownFile> missing = new TreeMap<>();
        download.files().forEach(file -> missing.put(download.folder() + "/" + file.name(), file));
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(raw, 1 << 16))) {
            long others = 0;
            int entries = 0;
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                String problem = refuse(entry);
                if (problem != null || ++entries > MOST_ENTRIES) {
                    throw new IOException(
                            download.name()
                                    + (": refused entry '" + entry.getName() + "': ")
                                    + (problem == null ? "too many entries" : problem));
                }
                KnownFile file = missing.remove(entry.getName());
                if (file != null) {
                    write(tar, entry, file, target);
                } else {
                    others += entry.getSize();
                    if (others > MOST_OTHER_BYTES) {
                        throw new IOException(
                                download.name() + ": too much beside the expected files");
                    }
                }
                entry = tar.getNextEntry();
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException(download.name() + " lacks " + missing.keySet());
        }
    }

    /** {@return why the entry makes the archive untrustworthy; null if it does not} */
    private static String refuse(TarArchiveEntry entry) {
        String name = entry.getName();
        if (name.startsWith("/") || name.contains("\\") || name.contains(":")) {
            return "an absolute path";
        }
        if (("/" + name + "/").contains("/../")) {
            return "a path that leaves the folder";
        }
        // isFile() is true for links and devices too
        byte kind = entry.getLinkFlag();
        boolean plain = kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
        return plain || kind == TarConstants.LF_DIR ? null : "neither a file nor a folder";
    }

    private static void write(InputStream in, TarArchiveEntry entry, KnownFile file, Path target)
            throws IOException {
        if (entry.getSize() != file.bytes()) {
            throw new IOException(
                    entry.getName()
                            + (": expected " + file.bytes() + " bytes, found " + entry.getSize()));
        }
        byte[] content = in.readNBytes(Math.toIntExact(file.bytes()));
        String sum = Sha256.of(content);
        if (!sum.equals(file.sha256())) {
            throw new IOException(
                    entry.getName() + ": expected SHA-256 " + file.sha256() + ", found " + sum);
        }
        Path place = OutputFile.regular(target.resolve(file.name()));
        Path part = OutputFile.regular(place.resolveSibling(file.name() + ".part"));
        Files.write(part, content);
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    }
}
