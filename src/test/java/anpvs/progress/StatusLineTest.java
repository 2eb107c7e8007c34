package anpvs.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusLineTest {
    @TempDir Path folder;

    /** A stream as /proc/self/fd shows it: a link to what it is. */
    private boolean isTerminal(String target) throws IOException {
        Path stream = folder.resolve("2");
        Files.createSymbolicLink(stream, Path.of(target));
        boolean found = StatusLine.isTerminal(stream);
        Files.delete(stream);
        return found;
    }

    @Test
    void aLineIsAsLongAsTheTerminalIsWideAtTheMost() {
        assertEquals("abc", StatusLine.cut("abc", 4));
        assertEquals("ab\u2026", StatusLine.cut("abcd", 4));
        assertEquals("\u2026", StatusLine.cut("abcd", 1));
        String pair = "\ud83d\ude00"; // one character of two halves, which must not be parted
        assertEquals(pair + "\u2026", StatusLine.cut(pair + pair + pair, 3));
    }

    @Test
    void aShorterLineCoversALongerOneAndTheEndIsALineOfItsOwn() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        StatusLine.show(out, "a long line", 80);
        StatusLine.show(out, "short", 80);
        StatusLine.end();
        StatusLine.end();
        assertEquals(
                "\ra long line\rshort      " + System.lineSeparator(),
                bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void progressOnATerminalIsCut() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        TerminalProgress progress = new TerminalProgress(out, true);
        progress.update(new Progress.Status("x".repeat(500), 1, 2, "step", 1, ""));
        progress.note("a note");
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        // the width of the terminal that the test may run in
        assertTrue(lines.get(1).startsWith("x") && lines.get(1).endsWith("\u2026"), lines.get(1));
        assertEquals("a note", lines.get(lines.size() - 1));
    }

    @Test
    void onlyATerminalIsOne() throws IOException {
        assertTrue(isTerminal("/dev/tty"));
        assertFalse(isTerminal("/dev/null"));
        assertFalse(isTerminal("pipe:[4711]"));
        assertFalse(isTerminal(Files.createFile(folder.resolve("log")).toString()));
        assertFalse(StatusLine.isTerminal(folder.resolve("closed")));
    }
}
