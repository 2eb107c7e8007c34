package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;

/** Commands as a user types them, and what the last one said. */
abstract class TypedCommands {
    String out = "";
    String err = "";
    private int code;

    /**
     * @param words of the command line, also in lists
     * @return this, to say what is expected of the command
     */
    TypedCommands run(Object... words) {
        StringWriter results = new StringWriter();
        StringWriter messages = new StringWriter();
        code =
                Main.run(
                        new PrintWriter(results, true),
                        new PrintWriter(messages, true),
                        words(Arrays.asList(words)).toArray(String[]::new));
        out = results.toString();
        err = messages.toString();
        return this;
    }

    private static Stream<String> words(Object word) {
        return word instanceof Collection<?> several
                ? several.stream().flatMap(TypedCommands::words)
                : Stream.of(word.toString());
    }

    /** It ends with this code, and each of these texts stands in its results. */
    final void exits(int expected, String... texts) {
        assertEquals(expected, code, () -> out + err);
        Arrays.stream(texts).forEach(text -> assertTrue(out.contains(text), out));
    }

    final void prints(String... texts) {
        exits(0, texts);
    }

    /** It is the user's mistake, and each of these texts stands in the message. */
    final void refuses(String... texts) {
        exits(2);
        Arrays.stream(texts).forEach(text -> assertTrue(err.contains(text), err));
    }
}
