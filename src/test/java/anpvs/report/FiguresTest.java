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
import anpvs.study.Origin;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
        assertEquals("a caption", figure.mimeBundle().get("text/plain"));
        assertEquals(
                "a caption [figures/attack.svg, .png, .csv, .json]",
                figure.withFiles("figures").mimeBundle().get("text/plain"));
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

    /** Their content; and they are made old. */
    private Map<String, byte[]> remembered() throws IOException {
        Map<String, byte[]> before = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                before.put(file.getFileName().toString(), Files.readAllBytes(file));
                Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
            }
        }
        return before;
    }

    private void assertUntouched(Map<String, byte[]> before) throws IOException {
        for (Map.Entry<String, byte[]> file : before.entrySet()) {
            Path path = folder.resolve(file.getKey());
            assertArrayEquals(file.getValue(), Files.readAllBytes(path), file.getKey());
            assertEquals(1000, Files.getLastModifiedTime(path).toMillis(), file.getKey());
        }
    }

    private static Origin origin(Origin from, List<String> runs) {
        return new Origin(from.profile(), from.dataset(), "fedcba9", runs);
    }

    private String originOf(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".json"));
    }

    @Test
    void whatDiffersInTheCommitAloneIsNotWrittenAgain() throws IOException {
        Figures figures = new Figures(folder);
        Figure figure = figures.save(figure());
        SavedTable table = SampleResults.table(Dataset.MNIST).toSaved();
        figures.save(table);
        Map<String, byte[]> before = remembered();
        assertEquals(7, before.size());

        Origin other = origin(figure.origin(), figure.origin().runIds());
        figures.save(
                new Figure(figure.id(), figure.caption(), figure.drawing(), figure.data(), other));
        Origin ofTable = origin(table.origin(), table.origin().runIds());
        figures.save(new SavedTable(table.id(), table.grid(), table.data(), ofTable));
        assertUntouched(before);

        Origin more = origin(figure.origin(), List.of("run-c"));
        figures.save(
                new Figure(figure.id(), figure.caption(), figure.drawing(), figure.data(), more));
        assertTrue(originOf("attack").contains("run-c"), "other runs are written");
        assertTrue(originOf("attack").contains("fedcba9"), originOf("attack"));

        Files.writeString(folder.resolve("main-results.csv"), "damaged");
        figures.save(new SavedTable(table.id(), table.grid(), table.data(), ofTable));
        assertArrayEquals(
                before.get("main-results.csv"),
                Files.readAllBytes(folder.resolve("main-results.csv")));
        assertTrue(originOf("main-results").contains("fedcba9"), "who wrote the numbers");
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
