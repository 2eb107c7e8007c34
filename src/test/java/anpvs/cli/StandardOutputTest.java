package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    private final StringWriter err = new StringWriter();

    private int conclude(int code, OutputStream to) {
        StandardOutput standard = new StandardOutput(to);
        PrintWriter out = new PrintWriter(standard, true, StandardCharsets.UTF_8);
        out.println("a result");
        return standard.conclude(code, new PrintWriter(err, true));
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    @Test
    void resultsThatAreLostAreAFailure() {
        assertEquals(1, conclude(0, failing("No space left on device")));
        assertTrue(err.toString().contains("No space left on device"), err.toString());
        assertEquals(2, conclude(2, failing("No space left on device")));
    }

    @Test
    void aReaderThatHasSeenEnoughIsNone() {
        assertEquals(0, conclude(0, failing("Broken pipe")));
        assertEquals(0, conclude(0, new ByteArrayOutputStream()));
        assertEquals("", err.toString());
    }
}
