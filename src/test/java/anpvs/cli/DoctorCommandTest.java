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

class DoctorCommandTest extends TypedCommands {
    @TempDir private Path folder;

    private TypedCommands doctor(Path runs, Object... more) {
        return run("doctor", "--data", folder, "--runs", runs, "--quick", Arrays.asList(more));
    }

    private void expect(String pattern) {
        assertTrue(out.lines().anyMatch(line -> line.matches(pattern)), out);
    }

    @Test
    void healthyMachineIsFine() throws IOException {
        Files.createDirectory(folder.resolve("runs"));
        doctor(folder.resolve("runs")).exits(0);
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
        doctor(folder.resolve("runs")).exits(1);
        expect("FAIL +mnist +4 of 4 files are not right");
        expect(" +.*t10k-labels-idx1-ubyte\\.gz: expected 10,008 bytes .*, found 6");
        expect("1 check failed\\.");
        doctor(folder.resolve("runs"), "--full").exits(1);
        expect(" +.*t10k-labels-idx1-ubyte\\.gz: .* found a web page \\(HTML\\).*");
    }

    @Test
    void runsFolderMustBeOne() throws IOException {
        doctor(folder.resolve("nothing")).exits(2); // not there
        Path file = Files.writeString(folder.resolve("runs"), "x");
        doctor(file).exits(2);
        assertEquals("", out);
    }

    @Test
    void settingsThatLackAreNamed() {
        StringWriter lines = new StringWriter();
        Checklist list = new Checklist(new PrintWriter(lines, true));
        LaunchSettings.check(Map.of("OMP_WAIT_POLICY", "ACTIVE"), list);
        out = lines.toString();
        expect("note +settings +0 of 8 .*");
        expect(" +OMP_WAIT_POLICY is ACTIVE, usually PASSIVE .*");
        expect(" +MALLOC_TOP_PAD_ is not set .*");
    }
}
