package anpvs.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named arrays in numpy's {@code .npz} format: a zip of {@code .npy} files (NEP 1). Equal arrays
 * give equal bytes. Pickled objects are neither written nor read.
 */
public final class Npz {
    private static final int MOST_ARRAYS = 10_000;

    // 1980-01-01, the zero of zip files: the bytes must not depend on the clock
    private static final java.time.LocalDateTime EPOCH =
            java.time.LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /**
     * @param arrays by name
     * @param manager owner of the result
     * @return the same arrays in the engine
     */
    public static Map<String, NDArray> toEngine(Map<String, HostArray> arrays, NDManager manager) {
        Map<String, NDArray> result = new LinkedHashMap<>();
        arrays.forEach((name, array) -> result.put(name, array.toEngine(manager)));
        return result;
    }

    /**
     * @param arrays by name
     * @return the same arrays outside the engine, in their order
     */
    public static Map<String, HostArray> ofEngine(Map<String, NDArray> arrays) {
        Map<String, HostArray> result = new LinkedHashMap<>();
        arrays.forEach((name, array) -> result.put(name, HostArray.of(array)));
        return result;
    }

    /**
     * Writes a file that is soon read again: not compressed, as numpy's {@code savez} does.
     *
     * @param arrays arrays by name
     * @param out gets the file; not closed
     * @throws IOException if it cannot be written
     */
    public static void write(Map<String, HostArray> arrays, OutputStream out) throws IOException {
        write(arrays, out, ZipOutputStream.STORED);
    }

    /**
     * Writes a file that is kept: compressed, as numpy's {@code savez_compressed} does.
     *
     * @param arrays arrays by name
     * @param out gets the file; not closed
     * @throws IOException if it cannot be written
     */
    public static void writeCompressed(Map<String, HostArray> arrays, OutputStream out)
            throws IOException {
        write(arrays, out, ZipOutputStream.DEFLATED);
    }

    /**
     * @param arrays arrays by name
     * @return the SHA-256 of their file as {@link #write} makes it, however they are kept
     */
    public static String sha256(Map<String, HostArray> arrays) {
        MessageDigest digest = Sha256.digest();
        try {
            write(arrays, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void write(Map<String, HostArray> arrays, OutputStream out, int method)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(method);
        zip.setLevel(Deflater.BEST_COMPRESSION);
        for (Map.Entry<String, HostArray> named : arrays.entrySet()) {
            byte[] header = Npy.header(named.getValue());
            byte[] data = named.getValue().data();
            ZipEntry entry = new ZipEntry(named.getKey() + ".npy");
            entry.setTimeLocal(EPOCH);
            if (method == ZipOutputStream.STORED) { // wants to know them beforehand
                CRC32 crc = new CRC32();
                crc.update(header);
                crc.update(data);
                entry.setSize((long) header.length + data.length);
                entry.setCrc(crc.getValue());
            }
            zip.putNextEntry(entry);
            zip.write(header);
            zip.write(data);
            zip.closeEntry();
        }
        zip.finish();
    }

    /**
     * @param file an {@code .npz} file, ours or numpy's
     * @return its arrays by name, in the order of the file
     * @throws UserError naming the file, if it is missing, damaged, or holds what is not read
     *     (objects, Fortran order, big-endian numbers)
     */
    public static Map<String, HostArray> read(Path file) {
        return read(file, name -> true);
    }

    /**
     * @param file an {@code .npz} file, ours or numpy's
     * @param names of the arrays that are read; whatever else the file holds is left alone
     * @return those that are there
     * @throws UserError as of {@link #read(Path)}
     */
    public static Map<String, HostArray> read(Path file, Set<String> names) {
        return read(file, names::contains);
    }

    private static Map<String, HostArray> read(Path file, Predicate<String> wanted) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_ARRAYS) {
                throw new UserError(file + " holds " + zip.size() + " arrays; that is no model");
            }
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!name.endsWith(".npy")) {
                    throw new UserError(file + " holds '" + name + "', which is no .npy array");
                }
                String key = name.substring(0, name.length() - 4);
                if (!wanted.test(key)) {
                    continue;
                }
                HostArray array = Npy.decode(content(zip, entry, file), file + ", " + name);
                if (arrays.put(key, array) != null) {
                    throw new UserError(file + " holds '" + name + "' twice");
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException io ? UserError.reason(io) : e.getMessage();
            throw new UserError(
                    e instanceof ZipException
                            ? file + " is damaged or no .npz file: " + reason
                            : "cannot read " + file + " as .npz: " + reason,
                    e);
        }
        return arrays;
    }

    private static byte[] content(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        long size = entry.getSize();
        if (size < 0 || size > Npy.LARGEST) {
            throw new UserError(
                    "%s, %s: %s bytes; at most 1 GiB is read"
                            .formatted(file, entry.getName(), size));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) size);
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (bytes.length != size || in.read() >= 0 || crc.getValue() != entry.getCrc()) {
                throw new UserError(
                        file + ", " + entry.getName() + " is damaged: its checksum differs");
            }
            return bytes;
        }
    }
}
