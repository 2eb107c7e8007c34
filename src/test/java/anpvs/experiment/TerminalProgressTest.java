package anpvs.experiment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalProgressTest {
    @TempDir Path folder;

    /** A stream as /proc/self/fd shows it: a link to what it is. */
    private boolean isTerminal(String target) throws IOException {
        Path stream = folder.resolve("2");
        Files.createSymbolicLink(stream, Path.of(target));
        boolean found = TerminalProgress.isTerminal(stream);
        Files.delete(stream);
        return found;
    }

    @Test
    void onlyATerminalIsOne() throws IOException {
        assertTrue(isTerminal("/dev/tty"));
        assertFalse(isTerminal("/dev/null"));
        assertFalse(isTerminal("pipe:[4711]"));
        assertFalse(isTerminal(Files.createFile(folder.resolve("log")).toString()));
        assertFalse(TerminalProgress.isTerminal(folder.resolve("closed")));
    }
}
