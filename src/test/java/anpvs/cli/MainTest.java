package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void misspeltCommandGetsSuggestion() {
        assertEquals(2, run("dta"));
        assertTrue(err.toString().contains("data"), err.toString());
    }
}
