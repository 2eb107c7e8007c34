package anpvs.cli.options;

import anpvs.UserError;

/** Arguments that a command cannot do without. */
public final class Arguments {
    private Arguments() {}

    /**
     * @param value what the user gave; null if nothing
     * @param label its name in the help
     * @return the value
     * @throws UserError if nothing was given
     */
    public static <T> T needed(T value, String label) {
        if (value == null) {
            throw new UserError("name a " + label + "; see --help");
        }
        return value;
    }
}
