package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    // numpy.savez(f, **{'a.b': numpy.arange(6, dtype='f4').reshape(2, 3) / 4, 's': numpy.int64(7)})
    private static final String NUMPY =
            "UEsDBC0AAAAAAAAAIQAKnACk//////////8HABQAYS5iLm5weQEAEACYAAAAAAAAAJgAAAAAAAAA"
                    + "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBl"
                    + "JzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
                    + "ICAgICAgICAgICAgIAoAAAAAAACAPgAAAD8AAEA/AACAPwAAoD9QSwMELQAAAAAAAAAhACO48Gz/"
                    + "/////////wUAFABzLm5weQEAEACIAAAAAAAAAIgAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAn"
                    + "PGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAg"
                    + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoHAAAAAAAA"
                    + "AFBLAQItAy0AAAAAAAAAIQAKnACkmAAAAJgAAAAHAAAAAAAAAAAAAACAAQAAAABhLmIubnB5UEsB"
                    + "Ai0DLQAAAAAAAAAhACO48GyIAAAAiAAAAAUAAAAAAAAAAAAAAIAB0QAAAHMubnB5UEsFBgAAAAAC"
                    + "AAIAaAAAAJABAAAAAA==";

    @TempDir Path folder;

    private static Map<String, HostArray> arrays() {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("x", HostArray.ofDoubles(1.5, -2, Double.MIN_VALUE));
        arrays.put("n", HostArray.ofLong(-3));
        arrays.put("none", HostArray.ofBytes(new byte[0]));
        arrays.put("m", new HostArray(DataType.FLOAT32, new Shape(1, 2), new byte[8]));
        return arrays;
    }

    private static byte[] bytes(Map<String, HostArray> arrays) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(arrays, out);
        return out.toByteArray();
    }

    private Map<String, HostArray> read(byte[] file) throws IOException {
        Path path = folder.resolve("file.npz");
        Files.write(path, file);
        return Npz.read(path);
    }

    private static void assertSame(Map<String, HostArray> expected, Map<String, HostArray> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach(
                (name, array) -> {
                    assertEquals(array.type(), found.get(name).type());
                    assertEquals(array.shape(), found.get(name).shape());
                    assertArrayEquals(array.data(), found.get(name).data());
                });
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertSame(arrays(), read(bytes(arrays())));
        assertArrayEquals(bytes(arrays()), bytes(arrays()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.writeCompressed(arrays(), out);
        assertSame(arrays(), read(out.toByteArray()));
        assertEquals(Sha256.of(bytes(arrays())), Npz.sha256(arrays()));
    }

    @Test
    void numpysOwnFileIsRead() throws IOException {
        Map<String, HostArray> found = read(Base64.getDecoder().decode(NUMPY));
        assertEquals(new Shape(2, 3), found.get("a.b").shape());
        float[] expected = {0, .25f, .5f, .75f, 1, 1.25f};
        assertArrayEquals(expected, found.get("a.b").floats());
        assertEquals(new Shape(), found.get("s").shape());
        assertEquals(7, found.get("s").buffer().getLong());
    }

    @Test
    void headerIsAlignedAsNumpyWritesIt() throws IOException {
        byte[] file = bytes(Map.of("v", HostArray.ofDoubles(1, 2)));
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int magic = text.indexOf("\u0093NUMPY");
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
        assertEquals(header, text.substring(magic + 10, magic + 10 + header.length()));
        assertEquals('\n', text.charAt(magic + 127));
    }

    @Test
    void aFlippedByteIsAClearErrorOrChangesNoNumber() throws IOException {
        byte[] good = bytes(arrays());
        int refused = 0;
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << i % 8);
            try {
                Map<String, HostArray> found = read(bad);
                Map<String, HostArray> expected = arrays();
                // a name may have changed: who reads the arrays by name sees that
                expected.keySet().retainAll(found.keySet());
                found.keySet().retainAll(expected.keySet());
                assertTrue(expected.size() >= 3);
                assertSame(expected, found);
            } catch (UserError e) {
                assertTrue(e.getMessage().contains("file.npz"), e::getMessage);
                refused++;
            }
        }
        assertTrue(refused > good.length / 3, "refused " + refused + " of " + good.length);
    }

    @Test
    void aCutFileIsAClearError() throws IOException {
        byte[] good = bytes(arrays());
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertMistake(() -> read(cut), "file.npz");
        }
    }

    @Test
    void aMissingFileIsAClearError() {
        assertMistake(() -> Npz.read(folder.resolve("no.npz")), "no.npz");
    }
}
