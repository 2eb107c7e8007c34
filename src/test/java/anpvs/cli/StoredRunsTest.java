package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of a stored run that does not fit what is asked, or is damaged. */
class StoredRunsTest {
    @TempDir Path folder;
    private String id;
    private String out = "";
    private String err = "";

    private int run(String... words) {
        StringWriter o = new StringWriter();
        StringWriter e = new StringWriter();
        int code =
                Main.run(
                        new PrintWriter(o, true),
                        new PrintWriter(e, true),
                        Stream.concat(Arrays.stream(words), Stream.of("--runs=" + folder))
                                .toArray(String[]::new));
        out = o.toString();
        err = e.toString();
        return code;
    }

    @BeforeEach
    void train() {
        String[] tiny = {
            "train",
            "--method=standard",
            "--profile=smoke",
            "--set=trainImages=40",
            "--set=batchSize=10",
            "--set=epochs=2"
        };
        assertEquals(0, run(tiny), err);
        id = out.substring(0, out.indexOf(':'));
    }

    @Test
    void whatDoesNotFitTheRunIsRefused() {
        for (String draws : List.of("--members", "--gradient-draws")) {
            assertEquals(2, run("evaluate", id, draws + "=3"), out);
            assertTrue(err.contains(draws + " is for random weights, those of at-bnn"), err);
        }
        for (String command : List.of("evaluate", "attack", "check")) {
            for (int images : new int[] {0, 1001}) {
                assertEquals(2, run(command, id, "--images=" + images), out);
                assertTrue(err.contains("--images is " + images + "; the set has 1,000"), err);
            }
        }
        assertEquals(2, run("attack", id, "--targets=10"), out);
        assertTrue(err.contains("--targets is 10; glyphs has 10 classes"), err);
        assertEquals(2, run("attack", id, "--queries=0"), out);
        assertTrue(err.contains("anpvs: queries is 0; expected a positive number"), err);
    }

    private Path fileOf(String id, String beginning, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(id))) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void damageIsNamedWithItsRemedy() throws IOException {
        String[] attack = {"attack", id, "--images=5", "--steps=1", "--queries=1", "--targets=1"};
        assertEquals(0, run(attack), err);
        Path images = fileOf(id, "attack-", ".npz");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length / 2));
        assertEquals(2, run(attack), out);
        assertTrue(out.contains("AutoAttack standard"), "the numbers are good: " + out);
        assertTrue(err.contains("restore the file (git checkout) or attack the run again"), err);
        assertEquals(1, run("runs", "show", id), out);
        assertTrue(out.contains(images + " is missing or not the one of"), out);
        Files.write(images, whole);
        assertEquals(0, run("runs", "show", id), out);

        assertEquals(0, run("evaluate", id, "--images=5", "--steps=1", "--restarts=1"), err);
        Files.writeString(fileOf(id, "evaluation-", ".json"), "{");
        assertEquals(0, run("runs", "list"), err);
        String remedy = "restore the file (git checkout), or delete it and measure again";
        assertTrue(out.replaceAll("\\s+", " ").contains(remedy), out);

        Files.delete(fileOf(id, "spec", ".json"));
        assertEquals(0, run("runs", "list"), err);
        assertTrue(out.contains(id + ": damaged: ") && out.contains("git checkout"), out);
        assertEquals(2, run("runs", "show", id), out);
        assertTrue(err.contains("spec.json is missing; restore the file (git checkout)"), err);
    }
}
