package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest extends TypedCommands {
    /** Every command and subcommand, as words after {@code anpvs}; the first is anpvs itself. */
    static List<List<String>> commands() {
        List<List<String>> all = new ArrayList<>();
        collect(Main.commandLine(), List.of(), all);
        return all;
    }

    private static void collect(CommandLine line, List<String> words, List<List<String>> all) {
        all.add(words);
        line.getSubcommands()
                .forEach(
                        (name, sub) ->
                                collect(
                                        sub,
                                        Stream.concat(words.stream(), Stream.of(name)).toList(),
                                        all));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(List<String> command) {
        run(command, "--help").exits(0);
        assertEquals("", err);
        String usage = ("Usage: anpvs " + String.join(" ", command)).strip();
        assertTrue(out.startsWith(usage), out);
        assertTrue(out.contains("--stack-trace"), out);
        assertTrue(out.lines().skip(1).anyMatch(line -> !line.isBlank() && !line.startsWith(" ")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void wrongOptionIsTheUsersMistake(List<String> command) {
        run(command, "--no-such-option")
                .refuses(("anpvs " + String.join(" ", command)).strip() + " --help");
        assertEquals("", out);
        // of two mistakes picocli names the missing argument
        assertTrue(err.contains("--no-such-option") || err.contains("Missing required"), err);
        assertFalse(err.contains("\tat "), err);
    }

    @Test
    void everyCommandIsReached() {
        assertTrue(commands().contains(List.of("data", "verify")), commands().toString());
    }

    @Test
    void versionIsPrinted() {
        run("--version").exits(0);
        assertTrue(out.startsWith("anpvs "), out);
    }

    @Test
    void commandMustBeNamed() {
        run().refuses("name a command");
        run("data").exits(2);
    }

    @ParameterizedTest
    @CsvSource({
        "bench --batch 0, --batch goes with --network",
        "bench --rounds 0 --width 0, '--rounds, --width goes with --network'",
        "bench --network vgg16 --width NaN, width is NaN; expected",
        "bench --network vgg16 --width 0, width is 0.0; expected",
        "bench --network lenet5 --batch 0, batch is 0; expected",
        "bench --network lenet5 --rounds 0, rounds is 0; expected",
        "bench --network lenet5 --rounds x, is not a whole number",
        "bench --network lenet5 --rounds 99999999999, is too large",
        "attack --onnx none.onnx --epsilon 8/x, such as 0.03 or 8/255",
        "attack --onnx /none.onnx --dataset mnist --epsilon 8/255, there is no /none.onnx",
        "attack, name a run (runs list shows them)",
        "train, anpvs: name a method: --method with standard",
        "reproduce --profile smoke, expected quick or paper",
        "figure loss-maps-gradient --dataset cifar100, train --method",
        "bench --network vgg16 --precision foo, there is no precision 'foo'",
        "grid --stages --json, leave out --json",
        "grid --stages --stage 1, leave out --stage",
        "'reproduce-all --profile smoke --device cpu,cpu', names cpu twice",
        "train --method at --dry-run --data /nonexistent, there is no folder /nonexistent",
        "train --method at --dry-run --runs pom.xml/runs, cannot be made: ",
        "table nope, 'main, sweep, ablation, paired, costs'",
        "table mian, did you mean main?",
        "table main --profile fast, 'expected one of: smoke, quick, paper'",
        "table main --dataset shapes, profile quick does not go with data set shapes",
        "figure nope, attack-standard",
        "figure mask --dataset mnits, did you mean mnist?",
        "figure mask --dataset imagenet, imagenet",
        "figure mask --dataset glyphs, profile quick does not go with data set glyphs",
    })
    void whatCannotBeIsSaidBeforeWorkBegins(String line, String expected) {
        run(List.of(line.split(" ", -1))).refuses(expected);
        assertEquals("", out);
    }

    @ParameterizedTest
    @CsvSource({
        "INT, 130, table main --profile smoke --runs $ --figures $, goes on",
        "TERM, 143, table main --profile smoke --runs $ --figures $, goes on",
        "INT, 130, bench --network lenet5 --batch 1 --rounds 1, the benchmark was interrupted; nothing",
    })
    void aProcessThatIsToldToEndEndsInOrder(
            String signal, int code, String line, String said, @TempDir Path folder)
            throws Exception {
        String[] words = line.replace("$", folder.toString()).split(" ", -1);
        ProcessBuilder builder = JavaProcess.builder(1, List.of(words));
        // a build in the background ignores Ctrl-C, and so would its children
        builder.command().addAll(0, List.of("env", "--default-signal=INT"));
        Process process = builder.start();
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String one = lines.readLine(); one != null; one = lines.readLine()) {
                output.append(one).append('\n');
                if (one.contains("smoke") || one.startsWith("round ")) {
                    String pid = Long.toString(process.pid());
                    new ProcessBuilder("kill", "-s", signal, pid).start().waitFor();
                }
            }
        }
        assertEquals(code, process.waitFor(), output.toString());
        assertTrue(output.toString().contains(said), output.toString());
    }

    @Test
    void misspeltCommandGetsSuggestion() {
        run("dta").refuses("data");
    }
}
