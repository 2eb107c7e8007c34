package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.HostArray;
import anpvs.data.Npz;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** train, evaluate, runs, export and import as a user types them. */
class RunCommandsTest {
    private static final List<String> TINY =
            List.of(
                    "--profile=smoke",
                    "--set=trainImages=40",
                    "--set=batchSize=10",
                    "--set=epochs=2",
                    "--set=start=null");

    @TempDir Path folder;

    private String out = "";
    private String err = "";

    private int run(Object... arguments) {
        List<String> words = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof List<?> list) {
                list.forEach(word -> words.add(word.toString()));
            } else {
                words.add(argument.toString());
            }
        }
        words.add("--runs=" + folder.resolve("runs"));
        StringWriter o = new StringWriter();
        StringWriter e = new StringWriter();
        int code =
                Main.run(
                        new PrintWriter(o, true),
                        new PrintWriter(e, true),
                        words.toArray(String[]::new));
        out = o.toString();
        err = e.toString();
        return code;
    }

    private String id(String line) {
        return line.substring(0, line.indexOf(':'));
    }

    @Test
    void aModelsWholeLife() throws Exception {
        assertEquals(0, run("train", "--method=standard,at", TINY), err);
        List<String> lines = out.lines().toList();
        assertEquals(2, lines.size(), out);
        String standard = id(lines.get(0));
        String at = id(lines.get(1));
        assertTrue(standard.startsWith("glyphs-standard-smoke-s0-"), out);
        assertTrue(lines.get(0).contains("2 epochs"), out);

        assertEquals(0, run("runs", "list"), err);
        assertTrue(out.contains(at) && out.contains("batchSize=10"), out);
        assertTrue(out.contains("2 runs in") && out.contains("evaluated"), out);

        assertEquals(0, run("runs", "show", "glyphs-at"), err);
        assertTrue(out.contains("checkpoint: step-00000008-"), out);
        assertTrue(out.contains("epoch 2: loss"), out);
        assertTrue(out.contains("8 of 8 steps"), out);

        assertEquals(2, run("runs", "show", "glyphs"));
        assertTrue(err.contains("2 runs in") && err.contains("name one of them:"), err);
        String line = err.lines().filter(l -> l.contains(at)).findFirst().orElseThrow();
        assertTrue(line.contains("seed 0, ") && line.contains("epochs=2"), err);
        assertEquals(2, run("runs", "show", "glyph-at"));
        assertTrue(err.contains("did you mean " + at), err);

        assertEquals(0, run("runs", "diff", standard, at), err);
        assertTrue(out.contains("spec.recipe.method: STANDARD | AT"), out);
        assertTrue(out.contains("spec.recipe.attack.steps: (none) | "), out);
        assertFalse(out.contains("spec.seed"), out);

        assertEquals(0, run("evaluate", standard, "--images=5", "--steps=1", "--restarts=2"), err);
        assertTrue(out.contains("clean accuracy"), out);
        assertTrue(out.contains("of 5"), out);
        String source =
                "anpvs train --method standard --dataset glyphs --profile smoke --seed 1000";
        assertTrue(err.contains(standard + ": no black-box accuracy without"), err);
        assertTrue(err.contains(source), err);
        assertEquals(0, run("runs", "list"), err);
        assertFalse(out.contains(" of 5"), "another attack than the recipe's");
        assertEquals(0, run("evaluate", standard, "--images=5", "--restarts=1"), err);
        assertEquals(0, run("runs", "list"), err);
        assertTrue(out.contains(" of 5"), out);

        Path model = folder.resolve("model.npz");
        assertEquals(0, run("export", at, model), err);
        assertEquals(0, run("import", "--method=at", TINY, model), err);
        String imported = out.substring(out.indexOf("-> ") + 3).strip();
        Path link = Files.createSymbolicLink(folder.resolve("link.npz"), Path.of("model.npz"));
        assertEquals(0, run("export", at, link), err);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(2, run("export", at, "/dev/null"));
        assertTrue(err.contains("/dev/null is a device"), err);
        assertEquals(2, run("export", at, folder));
        Path again = folder.resolve("again.npz");
        assertEquals(0, run("export", imported, again), err);
        assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(again));
    }

    @Test
    void anOnnxFileIsWrittenAndMeasured() throws Exception {
        assertEquals(0, run("train", "--method=standard", TINY), err);
        String id = id(out);
        Path file = folder.resolve("net.onnx");
        assertEquals(0, run("export", "--onnx", id, file), err);
        assertTrue(out.contains("LeNet-5-Caffe") && out.contains("bytes"), out);
        List<String> network = List.of("--onnx=" + file, "--dataset=glyphs", "--epsilon=0.1");
        List<String> few = List.of("--images=10", "--steps=2");
        assertEquals(0, run("evaluate", network, few, "--restarts=1"), err);
        assertTrue(out.contains("vulnerability") && out.contains("of 10"), out);
        assertEquals(0, run("attack", network, few, "--queries=2", "--targets=1"), err);
        assertTrue(out.contains("AutoAttack standard, epsilon 0.1"), out);
        assertEquals(0, run("check", network, "--images=10", "--checks=noise"), err);
        assertTrue(out.contains("PASS  noise"), out);

        assertEquals(2, run("export", "--draws=3", id, file), "not without --onnx");
        assertEquals(2, run("export", "--onnx", "--draws=3", id, file), "nothing to draw");
        assertEquals(2, run("export", "--onnx", "--compact", id, file), "nothing is pruned");
        assertEquals(2, run("attack", network, id), "a file and a run");
        assertEquals(2, run("attack", "--onnx=" + file), "whose images");
        assertTrue(err.contains("--dataset"), err);
        assertEquals(2, run("evaluate", network, "--sweep=steps"), "only runs");
        assertEquals(2, run("attack", "--images=none.npz", id), "no such file");
        assertTrue(err.contains("none.npz"), err);
        assertEquals(2, run("attack", "--images=-4", id), "not positive");
        assertEquals(2, run("models"), "none was evaluated on all images");
    }

    @Test
    void anArchivedRunIsShownAndItsDamageFound() throws Exception {
        assertEquals(0, run("train", "--method=standard", TINY), err);
        String id = id(out);
        Path kept = folder.resolve("kept").resolve(id);
        assertEquals(2, run("runs", "archive", id), "where to is missing");
        assertEquals(0, run("runs", "archive", "--to=" + kept.getParent(), id), err);
        Path runs = folder.resolve("runs");
        Files.move(runs, folder.resolve("trained"));
        Files.move(kept.getParent(), runs);
        assertEquals(0, run("runs", "show", id), err);
        assertTrue(out.contains("archived: ") && out.contains("good"), out);
        Files.write(runs.resolve(id).resolve("model.npz"), new byte[] {1});
        assertEquals(1, run("runs", "show", id), err);
        assertTrue(out.contains("is damaged"), out);
    }

    @Test
    void thePrunedNetworkAsAFileOfItsOwn() throws Exception {
        assertEquals(0, run("train", "--method=anp-vs,admm", TINY), err);
        Path small = folder.resolve("small.npz");
        assertEquals(0, run("export", "--compact", "glyphs-anp-vs", small), err);
        assertTrue(out.contains("LeNet-5-Caffe, units ["), out);
        assertEquals(0, run("evaluate", "--compact=" + small, "--images=5", "--steps=1"), err);
        String alone = out.lines().skip(1).findFirst().orElseThrow();
        assertTrue(alone.startsWith("  clean accuracy") && alone.endsWith("of 5"), out);
        assertEquals(0, run("evaluate", "glyphs-anp-vs", "--images=5", "--steps=1"), err);
        assertTrue(out.contains(alone), out);
        assertTrue(out.contains("faster without its pruned units"), out);

        assertEquals(2, run("evaluate", "--attack-domain=units", "glyphs-anp-vs"), out);
        assertTrue(err.contains("expected pixels or published-code"), err);
        assertEquals(
                2,
                run("evaluate", "--attack-domain=published-code", "--restarts=2", "glyphs-anp-vs"),
                out);
        assertTrue(err.contains("leave out --restarts"), err);
        assertEquals(
                0,
                run(
                        "evaluate",
                        "--attack-domain=published-code",
                        "--images=64",
                        "--steps=1",
                        "glyphs-anp-vs"),
                err);
        assertTrue(out.contains("these images are not standardised"), out);
        assertEquals(2, run("evaluate", "--compact=" + small, "--restarts=2"), out);
        assertTrue(err.contains("leave out --restarts"), err);
        assertEquals(2, run("evaluate", "--compact=" + small, "glyphs-anp-vs"), out);
        assertEquals(2, run("export", "--compact", "glyphs-admm", folder.resolve("admm.npz")));
        assertTrue(err.contains("sets single weights to 0 and keeps every unit"), err);
        assertFalse(Files.exists(folder.resolve("admm.npz")));
    }

    @Test
    void mistakesEndWithTwoAndSayWhatWasExpected() throws Exception {
        Files.createDirectory(folder.resolve("runs"));
        assertEquals(2, run("train"));
        assertTrue(err.contains("--method"), err);
        assertEquals(2, run("train", "--method=magic"));
        assertTrue(err.contains("anp-vs"), err);
        assertEquals(2, run("train", "--method=anpvs"));
        assertTrue(err.contains("did you mean anp-vs or anp-vs-vib? Expected"), err);
        assertEquals(2, run("train", "--methd=at"));
        assertTrue(err.contains("did you mean --method"), err);
        assertEquals(2, run("train", "--method=at", "--profile=smoke", "--set=epoch=1"));
        assertTrue(err.contains("epochs"), err);
        assertEquals(2, run("runs", "show", "nothing"));
        assertTrue(err.contains("'nothing'"), err);
        assertEquals(2, run("runs", "show"));
        assertEquals(2, run("runs", "diff", "nothing"));
        assertEquals(2, run("evaluate", "--method=at", "--profile=smoke"));
        assertTrue(err.contains("there is no run glyphs-at-smoke-s0-"), err);
        assertTrue(err.contains("train it first: "), err);
        assertEquals(2, run("attack", "--method=at", "--profile=smoke"));
        assertTrue(err.contains("there is no run glyphs-at-smoke-s0-"), err);
        assertEquals(2, run("check"));
        assertTrue(err.contains("--method"), err);
        assertEquals(2, run("check", "--method=at", "glyphs-at"));
        assertTrue(err.contains("not both"), err);
        for (String command : List.of("evaluate", "attack", "check")) {
            assertEquals(2, run(command, "glyphs-at", "--seed=7", "--dataset=cifar10"), command);
            assertTrue(err.contains("--seed") && err.contains("--dataset"), err);
            assertTrue(err.contains("RUN (glyphs-at) has its own"), err);
            assertEquals(2, run(command, "--onnx=no.onnx", "--dataset=mnist", "--set=epochs=1"));
            assertTrue(err.contains("--set"), err);
        }
        for (String option : List.of("--restarts=2", "--transfer=none", "--steps=1")) {
            assertEquals(2, run("evaluate", "glyphs-at", "--sweep=epsilon", option), option);
            assertTrue(err.contains("leave out " + option.replaceFirst("=.*", "")), err);
        }
        assertEquals(2, run("evaluate", "--compact=no.npz", "--device=cpu", "--stack-trace"));
        assertTrue(err.contains("no.npz"), err);
        assertEquals(2, run("export"));
        assertEquals(2, run("import", "--method=at", "--profile=smoke", "no.npz"));
        assertTrue(err.contains("no.npz"), err);
    }

    @Test
    void aLossThatIsNotFiniteEndsWithOneAndNamesTheTensor() {
        assertEquals(1, run("train", "--method=standard", TINY, "--set=weightRate=1e30"));
        assertTrue(err.contains("is not finite at step"), err);
        assertFalse(err.contains("defect"), err);
        assertEquals(0, run("runs", "list"));
        assertTrue(out.contains("failed"), out);
    }

    @Test
    void anEmptyStoreIsNoMistake() throws Exception {
        assertEquals(2, run("runs", "list"), "not there");
        Files.createDirectory(folder.resolve("runs"));
        assertEquals(0, run("runs", "list"));
        assertTrue(out.contains("no runs in"), out);
    }

    @Test
    void aNetworkOfLoudLogitsFailsItsChecks() throws Exception {
        assertEquals(0, run("train", "--method=at", TINY), err);
        String at = id(out.lines().toList().get(0));
        Path file = folder.resolve("model.npz");
        assertEquals(0, run("export", at, file), err);
        Map<String, HostArray> arrays = new LinkedHashMap<>(Npz.read(file));
        for (String name : List.of("dense4.weight", "dense4.bias")) {
            HostArray array = arrays.get(name);
            ByteBuffer loud = ByteBuffer.allocate(array.data().length);
            loud.order(ByteOrder.LITTLE_ENDIAN);
            FloatBuffer from = array.buffer().asFloatBuffer();
            while (from.hasRemaining()) {
                loud.putFloat(from.get() * 1e6f);
            }
            arrays.put(name, new HostArray(array.type(), array.shape(), loud.array()));
        }
        try (OutputStream to = Files.newOutputStream(file)) {
            Npz.write(arrays, to);
        }
        assertEquals(0, run("import", "--method=at", "--profile=smoke", file), err);
        String loud = out.strip().replaceAll(".* -> ", "");
        String some = "--checks=order,zero-gradients";
        assertEquals(1, run("check", loud, "--images=10", some), out + err);
        assertTrue(out.contains("FAIL  zero-gradients"), out);
        assertTrue(out.contains("10 test images"), out);
        assertEquals(0, run("check", at, "--images=10", some), out + err);
        assertTrue(out.contains("2 PASS, 0 WARN, 0 FAIL"), out);
        assertEquals(2, run("check", at, "--checks=oder"), out);
        assertTrue(err.contains("zero-gradients"), err);
        assertEquals(2, run("check"), out);
    }
}
