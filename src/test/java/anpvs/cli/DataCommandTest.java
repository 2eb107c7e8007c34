package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int data(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "data";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--data";
        all[all.length - 1] = folder.toString();
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    @Test
    void absentSetsAreNoProblemUnlessNamed() {
        assertEquals(0, data("verify"));
        assertTrue(out.toString().contains("cifar100: not there (anpvs data fetch cifar100)"));
        assertEquals(1, data("verify", "mnist"));
        assertTrue(out.toString().contains("train-images-idx3-ubyte.gz: missing"), out.toString());
    }

    @Test
    void damageIsFailure() throws IOException {
        Files.write(folder.resolve("test_batch.bin"), new byte[5]);
        assertEquals(1, data("verify"));
        assertTrue(out.toString().contains("expected 30,730,000 bytes, found 5"), out.toString());
    }

    @Test
    void aFolderThatIsNotThereOrAFileIsOneErrorForEveryCommand() throws IOException {
        Path absent = folder.resolve("absent");
        Path file = Files.createFile(folder.resolve("file"));
        for (String command :
                List.of(
                        "data verify mnist",
                        "doctor --quick",
                        "table costs",
                        "figure accuracy",
                        "train --method=at --profile=smoke --dry-run",
                        "evaluate --method=at",
                        "reproduce-all --profile=smoke")) {
            // what trains may make the folder of the runs, and no command makes one for data to
            // read
            if (!command.contains("--dry-run")) {
                assertOneError(command + " --data=" + absent, "there is no folder " + absent);
                assertOneError(command + " --data=" + file, file + " (--data) is not a folder");
            }
            if (!command.startsWith("data")) {
                assertOneError(command + " --runs=" + file, file + " (--runs) is not a folder");
            }
        }
        assertOneError("data fetch mnist --data=" + file, file + " (--data) is not a folder");
        for (String command : List.of("runs list", "runs show x", "table costs", "export x y")) {
            assertOneError(command + " --runs=" + absent, "there is no folder " + absent);
        }
        assertFalse(Files.exists(absent));
    }

    private static void assertOneError(String line, String expected) {
        StringWriter written = new StringWriter();
        PrintWriter to = new PrintWriter(written, true);
        assertEquals(2, Main.run(to, to, line.split(" ", -1)), line);
        assertTrue(written.toString().startsWith("anpvs: " + expected), written.toString());
        assertEquals(1, written.toString().lines().count(), written.toString());
    }

    @Test
    void syntheticSetsHaveNoFiles() {
        assertEquals(0, data("verify", "glyphs"));
        assertEquals(0, data("fetch", "shapes"));
        assertTrue(out.toString().contains("shapes: built in, nothing to download"));
    }

    @Test
    void unknownSetIsTheUsersMistake() {
        assertEquals(2, data("verify", "imagenet"));
        assertTrue(err.toString().contains("unknown data set 'imagenet'"), err.toString());
        assertTrue(err.toString().contains("mnist, cifar10, cifar100"), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
        assertEquals(2, data("fetch", "imagenet"));
    }

    @Test
    void onlyWebAddressesAreMirrors() {
        assertEquals(2, data("fetch", "mnist", "--from", "ftp://example.org/"));
        assertTrue(err.toString().contains("ftp://example.org/"), err.toString());
        for (String wrong :
                List.of("https:/host/mnist", "https:mnist", "http://a_b/x", "https://h:99999/x")) {
            assertEquals(2, data("fetch", "mnist", "--from", wrong), wrong);
            assertTrue(err.toString().contains(wrong + ": expected an address"), err.toString());
        }
        assertEquals(0, data("fetch", "glyphs", "--from", "HTTPS://localhost:1/x"));
    }

    @Test
    void progressTellsTheTimeLeft() {
        String line = DownloadProgress.line("x.gz", 25_000_000, 100_000_000, 500_000);
        assertEquals("x.gz: 25.0 of 100.0 MB (25 %), 0.50 MB/s, 2:30 left", line);
        String complete = DownloadProgress.line("x.gz", 4_000_000, 4_000_000, 500_000);
        assertEquals("x.gz: 4.0 of 4.0 MB (100 %)", complete);
    }
}
