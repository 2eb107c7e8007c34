package anpvs.data;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One array in numpy's {@code .npy} format, version 1.0 (NEP 1): a header, then the elements. */
final class Npy {
    /** Elements and bytes that an array may have at most. */
    static final int LARGEST = 1 << 30;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final Pattern HEADER =
            Pattern.compile(
                    "\\{'descr': '([<|][a-z]\\d)', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\),? ?\\}"
                            + " *\n");

    private Npy() {}

    /**
     * {@return what stands before the elements of an array's file}
     *
     * @param array the array
     */
    static byte[] header(HostArray array) {
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

    /**
     * @param npy a file's bytes
     * @param where names it in errors
     * @return its array
     * @throws UserError if it is damaged, or holds what is not read (objects, Fortran order,
     *     big-endian numbers)
     */
    static HostArray decode(byte[] npy, String where) {
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
            if (dimension > LARGEST || (count *= dimension) > LARGEST) {
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
                            where
                                    + " has elements of type "
                                    + descriptor
                                    + "; read are <f4, <f8, <i4, <i8 and |u1, such as"
                                    + " array.astype('<f4') or labels.astype('<i8')");
        };
    }
}
