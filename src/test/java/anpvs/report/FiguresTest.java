package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.plot.Drawing;
import anpvs.plot.Palette;
import anpvs.report.figures.AttackPanel;
import anpvs.study.AttackedImage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    @TempDir Path folder;

    private static Figure figure() {
        Drawing drawing =
                AttackPanel.of("title", List.of(SampleResults.example(2, 1, 28, 0.3)), 0.3);
        return new Figure(
                "attack",
                "a caption",
                drawing,
                SampleResults.numbers(),
                SampleResults.origin(Dataset.GLYPHS));
    }

    @Test
    void aFigureIsSavedAsPictureNumbersAndOrigin() throws Exception {
        Figure figure = new Figures(folder.resolve("new")).save(figure());
        Path saved = folder.resolve("new");
        BufferedImage png = ImageIO.read(saved.resolve("attack.png").toFile());
        assertEquals(2 * figure.drawing().width(), png.getWidth());
        String svg = Files.readString(saved.resolve("attack.svg"));
        assertTrue(svg.contains("<svg") && svg.stripTrailing().endsWith("</svg>"));
        assertTrue(svg.contains("digit 2"), "text stays text");
        assertEquals(
                List.of("x,y", "1,0.1", "2,0.25", "3,0.3333333333333333"),
                Files.readAllLines(saved.resolve("attack.csv")).stream()
                        .map(line -> line.replace(".0,", ","))
                        .toList());
        JsonNode json = new ObjectMapper().readTree(saved.resolve("attack.json").toFile());
        assertEquals("smoke", json.get("profile").asText());
        assertEquals("0123abc", json.get("commit").asText());
        assertEquals("run-b", json.get("runs").get(1).asText());
        try (var files = Files.list(saved)) {
            assertEquals(4, files.count(), "no temporary file stays");
        }
    }

    @Test
    void aNotebookGetsThePictureAtTheSizeOfItsDrawing() {
        Figure figure = figure();
        assertArrayEquals(
                figure.drawing().png(),
                Base64.getDecoder().decode(figure.mimeBundle().get("image/png")));
        assertEquals(figure.drawing().width(), figure.metadata().get("image/png").get("width"));
        assertTrue(figure.mimeBundle().get("text/plain").contains("a caption"));
    }

    @Test
    void aTableIsSavedWithItsOrigin() throws IOException {
        new Figures(folder).save(SampleResults.table(Dataset.MNIST).toSaved());
        assertEquals(
                1 + 5 * Quantity.values().length,
                Files.readAllLines(folder.resolve("main-results.csv")).size());
        assertTrue(Files.readString(folder.resolve("main-results.html")).startsWith("<div"));
        assertTrue(Files.readString(folder.resolve("main-results.json")).contains("quick"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsTheUsersToMend() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        UserError error = assertThrows(UserError.class, () -> new Figures(file).save(figure()));
        assertTrue(error.getMessage().contains("ANPVS_FIGURES"), error.getMessage());
    }

    @Test
    void thePerturbationHasItsSignsColour() {
        float[] grey = new float[28 * 28];
        float[] changed = new float[28 * 28];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = 0.5f;
            changed[i] = i % 28 < 14 ? 0.2f : 0.8f;
        }
        AttackedImage.Prediction same = new AttackedImage.Prediction(1, 1, "one");
        BufferedImage image =
                AttackPanel.of(
                                "t",
                                List.of(
                                        new AttackPanel.Example(
                                                "",
                                                new AttackedImage(
                                                        1, 28, grey, changed, 1, same, same))),
                                0.3)
                        .image();
        // Centres of the left and the right half of the perturbation, in pixels of the image.
        int y = 2 * (34 + 24 + 112 + 42 + 56);
        assertEquals(Palette.BLUE, new Color(image.getRGB(2 * (110 + 28), y)));
        assertEquals(Palette.VERMILLION, new Color(image.getRGB(2 * (110 + 84), y)));
    }
}
