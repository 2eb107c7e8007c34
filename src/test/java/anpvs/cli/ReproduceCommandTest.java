package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest extends TypedCommands {
    @TempDir private Path folder;

    @BeforeEach
    void anEmptyDataFolder() throws IOException {
        Files.createDirectory(folder.resolve("data"));
    }

    private TypedCommands reproduce(Object... more) {
        Path data = folder.resolve("data");
        Path output = folder.resolve("out");
        return run(
                List.of("reproduce", "--runs", "runs", "--data", data, "--output", output),
                Arrays.asList(more));
    }

    @Test
    void showsThePaperBesideTheArchivedRuns() throws IOException {
        Path figure = folder.resolve("out/figures/accuracy-mnist-quick.png");
        Files.createDirectories(figure.getParent());
        Files.createFile(figure);
        Path page = folder.resolve("out/overview.html");
        reproduce("--images", "0")
                .prints(
                        "Table 1, MNIST (quick profile",
                        "Table 1, CIFAR-10 (quick profile",
                        "ANP-VS is more robust than",
                        "No network was attacked again.",
                        page.toString());
        String html = Files.readString(page);
        assertTrue(html.contains("<h2>Claims</h2>"), html);
        assertTrue(html.contains("src=\"figures/accuracy-mnist-quick.png\""), html);
    }

    @Test
    void manyImagesNeedTheDataSets() {
        reproduce("--images", "2000").refuses("anpvs data fetch");
        assertFalse(Files.exists(folder.resolve("out/overview.html")));
    }

    @Test
    void theHelpSaysThatWholeBatchesAreAttacked() throws IOException {
        reproduce("--help").exits(0);
        String help = out.replaceAll("\\s+", " ");
        assertTrue(help.contains("100 attack 250 of each"), help);
        String script = Files.readString(Path.of("environment/reproduce"));
        assertTrue(script.contains("100 attack 250 of each"), script);
    }

    @Test
    void aWrongNumberOfImagesIsAnError() {
        reproduce("--images", "-1").refuses("--images -1: expected 0 or more");
    }
}
