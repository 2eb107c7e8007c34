package anpvs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * A mistake of the user, not of the program: bad input, a missing file, a value out of range. The
 * message names the value, says what was expected and what to do. The command line prints it
 * without a stack trace and exits with code 2; the notebook kernel prints it alone.
 */
public class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was found, what was expected, what to do; shown to the user as it is
     */
    public UserError(String message) {
        super(message);
    }

    /**
     * @param message what was found, what was expected, what to do; shown to the user as it is
     * @param cause what was thrown below
     */
    public UserError(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@return what went wrong, for a message: file system exceptions may carry no text} */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (e instanceof AccessDeniedException denied) {
            return "this user may not use " + denied.getFile();
        }
        String message = e.getMessage();
        return e.getClass() == IOException.class && message != null
                ? message
                : e.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }

    /**
     * @param name of a setting
     * @param value its value
     * @throws UserError naming both, if the value is below 1
     */
    public static void unlessPositive(String name, int value) {
        if (value < 1) {
            throw new UserError(name + " is " + value + "; expected a positive number");
        }
    }
}
