package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.HostArray;
import anpvs.data.Npz;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** train, evaluate, runs, export and import as a user types them. */
class RunCommandsTest extends TypedCommands {
    private static final List<String> TINY =
            List.of(
                    "--profile=smoke",
                    "--set=trainImages=40",
                    "--set=batchSize=10",
                    "--set=epochs=2",
                    "--set=start=null");

    @TempDir Path folder;

    @Override
    TypedCommands run(Object... words) {
        return super.run(Arrays.asList(words), "--runs=" + folder.resolve("runs"));
    }

    private String id(String line) {
        return line.substring(0, line.indexOf(':'));
    }

    @Test
    void aModelsWholeLife() throws Exception {
        run("train", "--method=standard,at", TINY).exits(0);
        List<String> lines = out.lines().toList();
        assertEquals(2, lines.size(), out);
        String standard = id(lines.get(0));
        String at = id(lines.get(1));
        assertTrue(standard.startsWith("glyphs-standard-smoke-s0-"), out);
        assertTrue(lines.get(0).contains("2 epochs"), out);

        run("runs", "list").prints(at, "batchSize=10", "2 runs in", "evaluated");

        run("runs", "show", "glyphs-at")
                .prints("checkpoint: step-00000008-", "epoch 2: loss", "8 of 8 steps");

        run("runs", "show", "glyphs").refuses("2 runs in", "name one of them:");
        String line = err.lines().filter(l -> l.contains(at)).findFirst().orElseThrow();
        assertTrue(line.contains("seed 0, ") && line.contains("epochs=2"), err);
        run("runs", "show", "glyph-at").refuses("did you mean " + at);

        run("runs", "diff", standard, at)
                .prints("spec.recipe.method: STANDARD | AT", "spec.recipe.attack.steps: (none) | ");
        assertFalse(out.contains("spec.seed"), out);

        run("evaluate", standard, "--images=5", "--steps=1", "--restarts=2")
                .prints("clean accuracy", "of 5");
        String source =
                "anpvs train --method standard --dataset glyphs --profile smoke --seed 1000";
        assertTrue(err.contains(standard + ": no black-box accuracy without"), err);
        assertTrue(err.contains(source), err);
        run("runs", "list").exits(0);
        assertFalse(out.contains(" of 5"), "another attack than the recipe's");
        run("evaluate", standard, "--images=5", "--restarts=1").exits(0);
        run("runs", "list").prints(" of 5");

        Path model = folder.resolve("model.npz");
        run("export", at, model).exits(0);
        run("import", "--method=at", TINY, model).exits(0);
        String imported = out.substring(out.indexOf("-> ") + 3).strip();
        Path link = Files.createSymbolicLink(folder.resolve("link.npz"), Path.of("model.npz"));
        run("export", at, link).exits(0);
        assertTrue(Files.isSymbolicLink(link));
        run("export", at, "/dev/null").refuses("/dev/null is a device");
        run("export", at, folder).exits(2);
        Path again = folder.resolve("again.npz");
        run("export", imported, again).exits(0);
        assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(again));
    }

    @Test
    void anOnnxFileIsWrittenAndMeasured() throws Exception {
        run("train", "--method=standard", TINY).exits(0);
        String id = id(out);
        Path file = folder.resolve("net.onnx");
        run("export", "--onnx", id, file).prints("LeNet-5-Caffe", "bytes");
        List<String> network = List.of("--onnx=" + file, "--dataset=glyphs", "--epsilon=0.1");
        List<String> few = List.of("--images=10", "--steps=2");
        run("evaluate", network, few, "--restarts=1").prints("vulnerability", "of 10");
        run("attack", network, few, "--queries=2", "--targets=1")
                .prints("AutoAttack standard, epsilon 0.1");
        run("check", network, "--images=10", "--checks=noise").prints("PASS  noise");

        run("export", "--draws=3", id, file).exits(2); // not without --onnx
        run("export", "--onnx", "--draws=3", id, file).exits(2); // nothing to draw
        run("export", "--onnx", "--compact", id, file).exits(2); // nothing is pruned
        run("attack", network, id).exits(2); // a file and a run
        run("attack", "--onnx=" + file).refuses("--dataset"); // whose images
        run("evaluate", network, "--sweep=steps").exits(2); // only runs
        run("attack", "--images=none.npz", id).refuses("none.npz"); // no such file
        run("attack", "--images=-4", id).exits(2); // not positive
        run("models").exits(2); // none was evaluated on all images
    }

    @Test
    void anArchivedRunIsShownAndItsDamageFound() throws Exception {
        run("train", "--method=standard", TINY).exits(0);
        String id = id(out);
        Path kept = folder.resolve("kept").resolve(id);
        run("runs", "archive", id).exits(2); // where to is missing
        run("runs", "archive", "--to=" + kept.getParent(), id).exits(0);
        Path runs = folder.resolve("runs");
        Files.move(runs, folder.resolve("trained"));
        Files.move(kept.getParent(), runs);
        run("runs", "show", id).prints("archived: ", "good");
        Files.write(runs.resolve(id).resolve("model.npz"), new byte[] {1});
        run("runs", "show", id).exits(1, "is damaged");
    }

    @Test
    void thePrunedNetworkAsAFileOfItsOwn() throws Exception {
        run("train", "--method=anp-vs,admm", TINY).exits(0);
        Path small = folder.resolve("small.npz");
        run("export", "--compact", "glyphs-anp-vs", small).prints("LeNet-5-Caffe, units [");
        run("evaluate", "--compact=" + small, "--images=5", "--steps=1").exits(0);
        String alone = out.lines().skip(1).findFirst().orElseThrow();
        assertTrue(alone.startsWith("  clean accuracy") && alone.endsWith("of 5"), out);
        run("evaluate", "glyphs-anp-vs", "--images=5", "--steps=1")
                .prints(alone, "faster without its pruned units");

        run("evaluate", "--attack-domain=units", "glyphs-anp-vs")
                .refuses("expected pixels or published-code");
        run("evaluate", "--attack-domain=published-code", "--restarts=2", "glyphs-anp-vs")
                .refuses("leave out --restarts");
        run(
                        "evaluate",
                        "--attack-domain=published-code",
                        "--images=64",
                        "--steps=1",
                        "glyphs-anp-vs")
                .prints("these images are not standardised");
        run("evaluate", "--compact=" + small, "--restarts=2").refuses("leave out --restarts");
        run("evaluate", "--compact=" + small, "glyphs-anp-vs").exits(2);
        run("export", "--compact", "glyphs-admm", folder.resolve("admm.npz"))
                .refuses("sets single weights to 0 and keeps every unit");
        assertFalse(Files.exists(folder.resolve("admm.npz")));
    }

    @Test
    void mistakesEndWithTwoAndSayWhatWasExpected() throws Exception {
        Files.createDirectory(folder.resolve("runs"));
        run("train").refuses("--method");
        run("train", "--method=magic").refuses("anp-vs");
        run("train", "--method=anpvs").refuses("did you mean anp-vs or anp-vs-vib? Expected");
        run("train", "--methd=at").refuses("did you mean --method");
        run("train", "--method=at", "--profile=smoke", "--set=epoch=1").refuses("epochs");
        run("runs", "show", "nothing").refuses("'nothing'");
        run("runs", "show").exits(2);
        run("runs", "diff", "nothing").exits(2);
        run("evaluate", "--method=at", "--profile=smoke")
                .refuses("there is no run glyphs-at-smoke-s0-", "train it first: ");
        run("attack", "--method=at", "--profile=smoke")
                .refuses("there is no run glyphs-at-smoke-s0-");
        run("check").refuses("--method");
        run("check", "--method=at", "glyphs-at").refuses("not both");
        for (String command : List.of("evaluate", "attack", "check")) {
            run(command, "glyphs-at", "--seed=7", "--dataset=cifar10")
                    .refuses("--seed", "--dataset", "RUN (glyphs-at) has its own");
            run(command, "--onnx=no.onnx", "--dataset=mnist", "--set=epochs=1").refuses("--set");
        }
        for (String option : List.of("--restarts=2", "--transfer=none", "--steps=1")) {
            run("evaluate", "glyphs-at", "--sweep=epsilon", option)
                    .refuses("leave out " + option.replaceFirst("=.*", ""));
        }
        run("evaluate", "--compact=no.npz", "--device=cpu", "--stack-trace").refuses("no.npz");
        run("export").exits(2);
        run("import", "--method=at", "--profile=smoke", "no.npz").refuses("no.npz");
    }

    @Test
    void aLossThatIsNotFiniteEndsWithOneAndNamesTheTensor() {
        run("train", "--method=standard", TINY, "--set=weightRate=1e30").exits(1);
        assertTrue(err.contains("is not finite at step"), err);
        assertFalse(err.contains("defect"), err);
        run("runs", "list").prints("failed");
    }

    @Test
    void anEmptyStoreIsNoMistake() throws Exception {
        run("runs", "list").exits(2); // not there
        Files.createDirectory(folder.resolve("runs"));
        run("runs", "list").prints("no runs in");
    }

    @Test
    void aNetworkOfLoudLogitsFailsItsChecks() throws Exception {
        run("train", "--method=at", TINY).exits(0);
        String at = id(out.lines().toList().get(0));
        Path file = folder.resolve("model.npz");
        run("export", at, file).exits(0);
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
        run("import", "--method=at", "--profile=smoke", file).exits(0);
        String loud = out.strip().replaceAll(".* -> ", "");
        String some = "--checks=order,zero-gradients";
        run("check", loud, "--images=10", some).exits(1, "FAIL  zero-gradients", "10 test images");
        run("check", at, "--images=10", some).prints("2 PASS, 0 WARN, 0 FAIL");
        run("check", at, "--checks=oder").refuses("zero-gradients");
        run("check").exits(2);
    }
}
