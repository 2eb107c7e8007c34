package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static String[] plus(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    /** Every command and subcommand, as words after {@code anpvs}; the first is anpvs itself. */
    static List<List<String>> commands() {
        List<List<String>> all = new ArrayList<>();
        collect(Main.commandLine(), List.of(), all);
        return all;
    }

    private static void collect(CommandLine line, List<String> words, List<List<String>> all) {
        all.add(words);
        line.getSubcommands().forEach((name, sub) -> collect(sub, List.of(plus(words, name)), all));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(List<String> command) {
        assertEquals(0, run(plus(command, "--help")));
        assertEquals("", err.toString());
        String usage = ("Usage: anpvs " + String.join(" ", command)).strip();
        assertTrue(out.toString().startsWith(usage), out.toString());
        assertTrue(out.toString().contains("--stack-trace"), out.toString());
        assertTrue(
                out.toString()
                        .lines()
                        .skip(1)
                        .anyMatch(line -> !line.isBlank() && !line.startsWith(" ")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void wrongOptionIsTheUsersMistake(List<String> command) {
        assertEquals(2, run(plus(command, "--no-such-option")));
        assertEquals("", out.toString());
        String message = err.toString();
        // of two mistakes picocli names the missing argument
        assertTrue(
                message.contains("--no-such-option") || message.contains("Missing required"),
                message);
        String help = ("anpvs " + String.join(" ", command)).strip() + " --help";
        assertTrue(err.toString().contains(help), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void everyCommandIsReached() {
        assertTrue(commands().contains(List.of("data", "verify")), commands().toString());
    }

    @Test
    void versionIsPrinted() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("anpvs "), out.toString());
    }

    @Test
    void commandMustBeNamed() {
        assertEquals(2, run());
        assertTrue(err.toString().contains("name a command"), err.toString());
        assertEquals(2, run("data"));
    }

    @ParameterizedTest
    @CsvSource({
        "bench --batch 0, --batch goes with --network",
        "bench --rounds 0 --width 0, '--rounds, --width goes with --network'",
        "bench --network vgg16 --width NaN, width is NaN; expected",
        "bench --network vgg16 --width 0, width is 0.0; expected",
        "bench --network lenet5 --batch 0, batch is 0; expected",
        "bench --network lenet5 --rounds 0, rounds is 0; expected",
        "bench --network vgg16 --precision foo, there is no precision 'foo'",
        "grid --stages --json, leave out --json",
        "grid --stages --stage 1, leave out --stage",
        "'reproduce-all --profile smoke --device cpu,cpu', names cpu twice",
        "train --method at --dry-run --data /nonexistent, there is no folder /nonexistent",
        "train --method at --dry-run --runs pom.xml/runs, cannot be made: ",
    })
    void whatCannotBeIsSaidBeforeWorkBegins(String line, String expected) {
        assertEquals(2, run(line.split(" ", -1)), err.toString());
        assertTrue(err.toString().contains(expected), err.toString());
        assertEquals("", out.toString());
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
        assertEquals(2, run("dta"));
        assertTrue(err.toString().contains("data"), err.toString());
    }
}
