package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest extends TypedCommands {
    @TempDir private Path folder;

    private TypedCommands data(Object... words) {
        return run("data", Arrays.asList(words), "--data", folder);
    }

    @Test
    void absentSetsAreNoProblemUnlessNamed() {
        data("verify").prints("cifar100: not there (anpvs data fetch cifar100)");
        data("verify", "mnist").exits(1, "train-images-idx3-ubyte.gz: missing");
    }

    @Test
    void damageIsFailure() throws IOException {
        Files.write(folder.resolve("test_batch.bin"), new byte[5]);
        data("verify").exits(1, "expected 30,730,000 bytes, found 5");
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

    private void assertOneError(String line, String expected) {
        run(List.of(line.split(" ", -1))).exits(2);
        assertEquals("", out);
        assertTrue(err.startsWith("anpvs: " + expected), err);
        assertEquals(1, err.lines().count(), err);
    }

    @Test
    void syntheticSetsHaveNoFiles() {
        data("verify", "glyphs").exits(0);
        data("fetch", "shapes").prints("shapes: built in, nothing to download");
    }

    @Test
    void unknownSetIsTheUsersMistake() {
        data("verify", "imagenet")
                .refuses("unknown data set 'imagenet'", "mnist, cifar10, cifar100");
        assertFalse(err.contains("\tat "), err);
        data("fetch", "imagenet").exits(2);
    }

    @Test
    void onlyWebAddressesAreMirrors() {
        data("fetch", "mnist", "--from", "ftp://example.org/").refuses("ftp://example.org/");
        for (String wrong :
                List.of("https:/host/mnist", "https:mnist", "http://a_b/x", "https://h:99999/x")) {
            data("fetch", "mnist", "--from", wrong).refuses(wrong + ": expected an address");
        }
        data("fetch", "glyphs", "--from", "HTTPS://localhost:1/x").exits(0);
    }

    @Test
    void progressTellsTheTimeLeft() {
        String line = DownloadProgress.line("x.gz", 25_000_000, 100_000_000, 500_000);
        assertEquals("x.gz: 25.0 of 100.0 MB (25 %), 0.50 MB/s, 2:30 left", line);
        String complete = DownloadProgress.line("x.gz", 4_000_000, 4_000_000, 500_000);
        assertEquals("x.gz: 4.0 of 4.0 MB (100 %)", complete);
    }
}
