package anpvs.cli;

import java.util.regex.Matcher;

/** The name under which the user has started the program, for messages that can be typed again. */
final class Called {
    /** Set by the launcher, which knows it. */
    private static final String PROPERTY = "anpvs.command";

    private Called() {}

    /** {@return such as {@code environment/anpvs}; {@code anpvs} where no launcher has told} */
    static String name() {
        return System.getProperty(PROPERTY, "anpvs");
    }

    /**
     * @param message in which commands stand as {@code anpvs train}
     * @return the message with commands as the user would type them
     */
    static String in(String message) {
        return in(message, name());
    }

    static String in(String message, String name) {
        String commands = String.join("|", Main.COMMANDS.keySet());
        return message.replaceAll(
                "(?<![\\w/.-])anpvs (?=(?:" + commands + ")\\b)",
                Matcher.quoteReplacement(name + " "));
    }
}
