package anpvs.store;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.data.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named arrays in numpy's {@code .npz} format: a zip of {@code .npy} files (NEP 1). Equal arrays
 * give equal bytes. Pickled objects are neither written nor read.
 */
public final class Npz {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final Pattern HEADER =
            Pattern.compile(
                    "\\{'descr': '([<|][a-z]\\d)', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\),? ?\\}"
                            + " *\n");
    private static final int LARGEST_ARRAY = 1 << 30;
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
     * An array outside the engine.
     *
     * @param type element type: float32, float64, int32, int64 or uint8
     * @param shape dimensions, row-major
     * @param data the elements, little-endian
     */
    @SuppressWarnings("ArrayRecordComponent") // moved once between file and engine
    public record HostArray(DataType type, Shape shape, byte[] data) {
        /** Checks that the data fills the shape. */
        public HostArray {
            if (data.length != shape.size() * type.getNumOfBytes()) {
                throw new IllegalArgumentException(
                        "%s bytes do not fill %s of %s".formatted(data.length, shape, type));
            }
        }

        /**
         * @param array an array of the engine
         * @return its content
         */
        public static HostArray of(NDArray array) {
            ByteBuffer buffer = array.toByteBuffer();
            byte[] data = new byte[buffer.remaining()];
            buffer.get(data);
            return new HostArray(array.getDataType(), array.getShape(), data);
        }

        /**
         * @param bytes the elements
         * @return a vector of uint8
         */
        public static HostArray ofBytes(byte[] bytes) {
            return new HostArray(DataType.UINT8, new Shape(bytes.length), bytes);
        }

        /**
         * @param values the elements
         * @return a vector of float64
         */
        public static HostArray ofDoubles(double... values) {
            ByteBuffer buffer =
                    ByteBuffer.allocate(values.length * Double.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN);
            buffer.asDoubleBuffer().put(values);
            return new HostArray(DataType.FLOAT64, new Shape(values.length), buffer.array());
        }

        /**
         * @param value the element
         * @return a scalar of int64
         */
        public static HostArray ofLong(long value) {
            ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(0, value);
            return new HostArray(DataType.INT64, new Shape(), buffer.array());
        }

        /** {@return the elements, in a buffer of their byte order} */
        public ByteBuffer buffer() {
            return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        }

        /**
         * @param manager owner of the result
         * @return the array in the engine
         */
        public NDArray toEngine(NDManager manager) {
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(data.length).order(ByteOrder.LITTLE_ENDIAN);
            direct.put(data).flip();
            return manager.create(direct, shape, type);
        }
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
            byte[] header = header(named.getValue());
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
                HostArray array = decode(content(zip, entry, file), file + ", " + name);
                if (arrays.put(name.substring(0, name.length() - 4), array) != null) {
                    throw new UserError(file + " holds '" + name + "' twice");
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException io ? AtomicFiles.reason(io) : e.getMessage();
            throw new UserError("cannot read " + file + " as .npz: " + reason, e);
        }
        return arrays;
    }

    private static byte[] content(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        long size = entry.getSize();
        if (size < 0 || size > LARGEST_ARRAY) {
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

    private static byte[] header(HostArray array) {
        String shape =
                Arrays.stream(array.shape().getShape())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(", "));
        if (array.shape().dimension() == 1) {
            shape += ",";
        }
        String text =
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                        .formatted(descriptor(array.type()), shape);
        int length = (MAGIC.length + 2 + text.length() + 1 + 63) / 64 * 64; // numpy's alignment
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putShort((short) (length - MAGIC.length - 2));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    private static HostArray decode(byte[] npy, String where) {
        int start = MAGIC.length + 2;
        if (npy.length < start || !Arrays.equals(npy, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new UserError(where + " is no .npy array of version 1.0");
        }
        int length = (npy[start - 2] & 0xff) | (npy[start - 1] & 0xff) << 8;
        if (npy.length < start + length) {
            throw new UserError(where + " is cut within its header");
        }
        String text = new String(npy, start, length, StandardCharsets.ISO_8859_1);
        Matcher header = HEADER.matcher(text);
        if (!header.matches()) {
            throw new UserError(
                    ("%s has the header %s; expected a C-ordered array of little-endian numbers, as"
                                    + " numpy.ascontiguousarray(array, dtype='<f4') gives it")
                            .formatted(where, text.strip()));
        }
        long[] dimensions =
                Arrays.stream(header.group(2).split(","))
                        .map(String::strip)
                        .filter(number -> !number.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray();
        DataType type = type(header.group(1), where);
        long count = 1;
        for (long dimension : dimensions) {
            if (dimension > LARGEST_ARRAY || (count *= dimension) > LARGEST_ARRAY) {
                throw new UserError(where + " has the shape " + Arrays.toString(dimensions));
            }
        }
        byte[] data = Arrays.copyOfRange(npy, start + length, npy.length);
        if (data.length != count * type.getNumOfBytes()) {
            throw new UserError(
                    "%s holds %s bytes; its shape %s needs %s"
                            .formatted(
                                    where,
                                    data.length,
                                    Arrays.toString(dimensions),
                                    count * type.getNumOfBytes()));
        }
        return new HostArray(type, new Shape(dimensions), data);
    }

    private static String descriptor(DataType type) {
        return switch (type) {
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case UINT8 -> "|u1";
            default -> throw new IllegalArgumentException("no .npy type for " + type);
        };
    }

    private static DataType type(String descriptor, String where) {
        return switch (descriptor) {
            case "<f4" -> DataType.FLOAT32;
            case "<f8" -> DataType.FLOAT64;
            case "<i4" -> DataType.INT32;
            case "<i8" -> DataType.INT64;
            case "|u1" -> DataType.UINT8;
            default ->
                    throw new UserError(
                            where + " has elements of type " + descriptor + "; expected <f4");
        };
    }
}
