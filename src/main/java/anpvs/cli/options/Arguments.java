package anpvs.cli.options;

import anpvs.Texts;
import anpvs.UserError;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What several commands ask of their arguments. */
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

    /**
     * @param line the command line
     * @param which names of options, such as {@code --images}, by their longest
     * @param message of those that were given, separated by commas
     * @throws UserError with that message if there is one
     */
    public static void refuse(
            ParseResult line, Predicate<String> which, UnaryOperator<String> message) {
        String given =
                line.matchedOptions().stream()
                        .map(OptionSpec::longestName)
                        .filter(which)
                        .collect(Collectors.joining(", "));
        if (!given.isEmpty()) {
            throw new UserError(message.apply(given));
        }
    }

    /**
     * @param count of {@code --images}
     * @param most how many test images the set has
     * @return the count
     * @throws UserError if there are not so many, or it is not positive
     */
    public static int images(int count, int most) {
        if (count < 1 || count > most) {
            throw new UserError(
                    Texts.format(
                            "--images is %s; the set has %,d test images: name a number from 1 to %s",
                            count, most, most));
        }
        return count;
    }
}
