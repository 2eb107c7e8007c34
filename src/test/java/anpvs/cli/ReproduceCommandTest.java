package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void anEmptyDataFolder() throws IOException {
        Files.createDirectory(folder.resolve("data"));
    }

    private int reproduce(String... more) {
        String[] usual = {
            "reproduce",
            "--runs",
            "runs",
            "--data",
            folder.resolve("data").toString(),
            "--output",
            folder.resolve("out").toString()
        };
        String[] all = new String[usual.length + more.length];
        System.arraycopy(usual, 0, all, 0, usual.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return Main.run(new PrintWriter(out), new PrintWriter(err), all);
    }

    @Test
    void showsThePaperBesideTheArchivedRuns() throws IOException {
        Path figure = folder.resolve("out/figures/accuracy-mnist-quick.png");
        Files.createDirectories(figure.getParent());
        Files.createFile(figure);
        assertEquals(0, reproduce("--images", "0"), err.toString());
        String text = out.toString();
        assertTrue(text.contains("Table 1, MNIST (quick profile"), text);
        assertTrue(text.contains("Table 1, CIFAR-10 (quick profile"), text);
        assertTrue(text.contains("ANP-VS is more robust than"), text);
        assertTrue(text.contains("No network was attacked again."), text);
        Path page = folder.resolve("out/overview.html");
        assertTrue(text.contains(page.toString()), text);
        String html = Files.readString(page);
        assertTrue(html.contains("<h2>Claims</h2>"), html);
        assertTrue(html.contains("src=\"figures/accuracy-mnist-quick.png\""), html);
    }

    @Test
    void manyImagesNeedTheDataSets() {
        assertEquals(2, reproduce("--images", "2000"));
        assertTrue(err.toString().contains("anpvs data fetch"), err.toString());
        assertFalse(Files.exists(folder.resolve("out/overview.html")));
    }

    @Test
    void theHelpSaysThatWholeBatchesAreAttacked() throws IOException {
        assertEquals(0, reproduce("--help"));
        String help = out.toString().replaceAll("\\s+", " ");
        assertTrue(help.contains("100 attack 250 of each"), help);
        String script = Files.readString(Path.of("environment/reproduce"));
        assertTrue(script.contains("100 attack 250 of each"), script);
    }

    @Test
    void aWrongNumberOfImagesIsAnError() {
        assertEquals(2, reproduce("--images", "-1"));
        assertTrue(err.toString().contains("--images -1: expected 0 or more"), err.toString());
    }
}
