package anpvs;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** What tests ask of the errors that a user sees. */
public final class Mistakes {
    private Mistakes() {}

    /**
     * Asserts that a call ends as the user's mistake.
     *
     * @param call what is done
     * @param words parts of the message, in any order
     * @return the message
     */
    public static String assertMistake(Executable call, String... words) {
        String message = assertThrows(UserError.class, call).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
        return message;
    }
}
