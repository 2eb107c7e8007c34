package anpvs.kernel;

import io.github.spencerpark.jupyter.kernel.util.GlobFinder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The line magics. {@code %time} and {@code %%time} are in {@link TimeMagic}. */
final class Magics {
    /** All magics, also those of {@link TimeMagic}. */
    static final List<String> NAMES = List.of("%classpath", "%jars", "%time", "%%time");

    private static final Pattern WORD =
            Pattern.compile("\"([^\"]*)\"|'([^']*)'|\\\\(.)|(\\S)|(\\s+)");

    private static final Pattern QUESTION =
            Pattern.compile(
                    "\\s*(?:\\?{1,2}\\s*([\\w$.]+)|([\\w$.]+)\\s*\\?{1,2})\\s*",
                    Pattern.UNICODE_CHARACTER_CLASS);

    private Magics() {}

    /** The name that a cell asks about, as in IPython: {@code ?Math.abs} or {@code Math.abs?}. */
    static Optional<String> nameAskedFor(String code) {
        Matcher question = QUESTION.matcher(code);
        return question.matches()
                ? Optional.of(question.group(question.group(1) == null ? 2 : 1))
                : Optional.empty();
    }

    /**
     * Runs one magic.
     *
     * @param line from the percent sign to the end of the line
     * @return what the cell shows if the magic is its last line
     */
    static Object run(JavaShell shell, String line) throws CellFailure {
        List<String> words = words(line);
        List<String> arguments = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "%classpath" -> classpath(shell, arguments);
            case "%jars" -> jars(shell, arguments);
            case "%maven", "%mavenRepo", "%addMavenDependency", "%%loadFromPOM", "%loadFromPOM" ->
                    throw failure(
                            words.get(0)
                                    + " is not available: this kernel loads its jars when it"
                                    + " starts. Put further jars on the class path with %jars or"
                                    + " %classpath.");
            default ->
                    throw failure(
                            "unknown magic %s; this kernel knows %s."
                                    .formatted(words.get(0), String.join(", ", NAMES)));
        };
    }

    /** The words of a line; a word with blanks stands in quotes, or has a backslash before each. */
    static List<String> words(String line) throws CellFailure {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        for (Matcher part = WORD.matcher(line.strip()); part.find(); ) {
            if (part.group(5) != null) {
                word = null;
                continue;
            }
            if (part.group().equals("\"") || part.group().equals("'")) {
                throw failure(
                        "the quote before "
                                + line.strip().substring(part.end())
                                + " is not closed.");
            }
            if (word == null) {
                word = new StringBuilder();
            } else {
                words.remove(words.size() - 1);
            }
            for (int group = 1; group <= 4; group++) {
                word.append(part.group(group) == null ? "" : part.group(group));
            }
            words.add(word.toString());
        }
        return words;
    }

    private static Object classpath(JavaShell shell, List<String> arguments) throws CellFailure {
        requireArguments("%classpath", arguments);
        for (String path : arguments) {
            if (!Files.exists(path("%classpath", path))) {
                throw failure("%classpath: " + Path.of(path).toAbsolutePath() + " does not exist.");
            }
        }
        arguments.forEach(shell::addToClasspath);
        return arguments;
    }

    private static Object jars(JavaShell shell, List<String> arguments) throws CellFailure {
        requireArguments("%jars", arguments);
        List<String> found = new ArrayList<>();
        for (String glob : arguments) {
            if (Files.exists(path("%jars", glob))) { // a name may look like a pattern
                found.add(Path.of(glob).toAbsolutePath().toString());
                continue;
            }
            int before = found.size();
            try {
                for (Path file : new GlobFinder(glob).computeMatchingFiles()) {
                    found.add(path("%jars", file.toString()).toAbsolutePath().toString());
                }
            } catch (NoSuchFileException e) {
                throw failure("%jars: there is no " + e.getFile() + " to search for " + glob + ".");
            } catch (IOException | PatternSyntaxException e) {
                throw failure("%jars: cannot search " + glob + ": " + e.getMessage());
            }
            if (found.size() == before) {
                throw failure("%jars: no file matches " + glob + ".");
            }
        }
        found.forEach(shell::addToClasspath);
        return found;
    }

    /** A class path parts its entries by a sign that can therefore stand in none of them. */
    private static Path path(String magic, String name) throws CellFailure {
        if (name.contains(File.pathSeparator)) {
            throw failure(
                    "%s: %s holds a '%s'; name each path as a word of its own."
                            .formatted(magic, name, File.pathSeparator));
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw failure(
                    "%s: this locale cannot name the file %s; start Jupyter with LC_ALL=C.UTF-8."
                            .formatted(magic, name));
        }
    }

    private static void requireArguments(String magic, List<String> arguments) throws CellFailure {
        if (arguments.isEmpty()) {
            throw failure(magic + " needs one or more paths.");
        }
    }

    private static CellFailure failure(String message) {
        return CellFailure.plain("UserError", message);
    }
}
