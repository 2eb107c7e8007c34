package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.cli.doctor.Checklist;
import anpvs.cli.doctor.LaunchSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final PrintWriter printer = new PrintWriter(out, true);

    private int doctor(Path runs, String... more) {
        String[] arguments = {
            "doctor", "--data", folder.toString(), "--runs", runs.toString(), "--quick"
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Main.run(printer, new PrintWriter(new StringWriter()), all);
    }

    private void expect(String pattern) {
        assertTrue(out.toString().lines().anyMatch(line -> line.matches(pattern)), out.toString());
    }

    @Test
    void healthyMachineIsFine() throws IOException {
        Files.createDirectory(folder.resolve("runs"));
        assertEquals(0, doctor(folder.resolve("runs")), out.toString());
        expect("ok +engine +MXNet .*, DJL 0\\.36\\.0");
        expect("ok +numerics +convolution .*");
        expect("ok +glyphs +built in");
        expect("note +mnist +the first 1,000 test images.*; anpvs data fetch mnist .*");
        expect("(ok|note) +runs folder +.*MB free.*");
        expect("Everything works.*");
    }

    @Test
    void damagedDataSetIsFailure() throws IOException {
        Files.createDirectory(folder.resolve("runs"));
        Files.writeString(folder.resolve("t10k-labels-idx1-ubyte.gz"), "<html>");
        assertEquals(1, doctor(folder.resolve("runs")));
        expect("FAIL +mnist +4 of 4 files are not right");
        expect(" +.*t10k-labels-idx1-ubyte\\.gz: expected 10,008 bytes .*, found 6");
        expect("1 check failed\\.");
        out.getBuffer().setLength(0);
        assertEquals(1, doctor(folder.resolve("runs"), "--full"));
        expect(" +.*t10k-labels-idx1-ubyte\\.gz: .* found a web page \\(HTML\\).*");
    }

    @Test
    void runsFolderMustBeOne() throws IOException {
        assertEquals(2, doctor(folder.resolve("nothing")), "not there");
        Path file = Files.writeString(folder.resolve("runs"), "x");
        assertEquals(2, doctor(file));
        assertEquals("", out.toString());
    }

    @Test
    void settingsThatLackAreNamed() {
        LaunchSettings.check(Map.of("OMP_WAIT_POLICY", "ACTIVE"), new Checklist(printer));
        expect("note +settings +0 of 8 .*");
        expect(" +OMP_WAIT_POLICY is ACTIVE, usually PASSIVE .*");
        expect(" +MALLOC_TOP_PAD_ is not set .*");
    }
}
