package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of a stored run that does not fit what is asked, or is damaged. */
class StoredRunsTest extends TypedCommands {
    @TempDir Path folder;
    private String id;

    @Override
    TypedCommands run(Object... words) {
        return super.run(Arrays.asList(words), "--runs=" + folder);
    }

    @BeforeEach
    void train() {
        List<String> tiny = List.of("--set=trainImages=40", "--set=batchSize=10", "--set=epochs=2");
        run("train", "--method=standard", "--profile=smoke", tiny).exits(0);
        id = out.substring(0, out.indexOf(':'));
    }

    @Test
    void whatDoesNotFitTheRunIsRefused() {
        for (String draws : List.of("--members", "--gradient-draws")) {
            run("evaluate", id, draws + "=3")
                    .refuses(draws + " is for random weights, those of at-bnn");
        }
        for (String command : List.of("evaluate", "attack", "check")) {
            for (int images : new int[] {0, 1001}) {
                run(command, id, "--images=" + images)
                        .refuses("--images is " + images + "; the set has 1,000");
            }
        }
        run("evaluate", id, "--steps=0").refuses("--steps is 0; expected a positive number");
        run("attack", id, "--targets=10").refuses("--targets is 10; glyphs has 10 classes");
        run("attack", id, "--queries=0").refuses("anpvs: queries is 0; expected a positive number");
    }

    @Test
    void aRunWithoutACheckpointIsShownAsNew() {
        String fresh = new RunStore(folder).create(Runs.tiny(Method.AT, 9)).id();
        run("runs", "show", fresh).prints("new: no checkpoint yet", "spec: {");
        assertEquals("", err);
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
        List<String> attack =
                List.of("attack", id, "--images=5", "--steps=1", "--queries=1", "--targets=1");
        run(attack).exits(0);
        Path images = fileOf(id, "attack-", ".npz");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length / 2));
        run(attack).exits(2);
        assertTrue(out.contains("AutoAttack standard"), "the numbers are good: " + out);
        assertTrue(err.contains("restore the file (git checkout) or attack the run again"), err);
        run("runs", "show", id).exits(1, images + " is missing or not the one of");
        Files.write(images, whole);
        run("runs", "show", id).exits(0);

        run("evaluate", id, "--images=5", "--steps=1", "--restarts=1").exits(0);
        Files.writeString(fileOf(id, "evaluation-", ".json"), "{");
        run("runs", "list").exits(0);
        String remedy = "restore the file (git checkout), or delete it and measure again";
        assertTrue(out.replaceAll("\\s+", " ").contains(remedy), out);

        Files.delete(fileOf(id, "spec", ".json"));
        run("runs", "list").prints(id + ": damaged: ", "git checkout");
        run("runs", "show", id).refuses("spec.json is missing; restore the file (git checkout)");
    }

    /** The project's own runs: of all data sets, with long changes, some attacked on a part. */
    @Test
    void theListFitsATerminal() {
        RunStore store = new RunStore(Path.of("runs"));
        String text = RunList.of(store, store.list()).toText(80);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
        assertTrue(text.contains("PGD-40"), text);
        assertTrue(text.lines().noneMatch(String::isBlank), text);
        run("runs", "list", "--wide").prints(id, "AutoAttack");
    }
}
