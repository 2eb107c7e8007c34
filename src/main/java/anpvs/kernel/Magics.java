package anpvs.kernel;

import io.github.spencerpark.jupyter.kernel.util.GlobFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The line magics. {@code %time} and {@code %%time} are in {@link Stopwatch}. */
final class Magics {
    private Magics() {}

    /**
     * Runs one magic.
     *
     * @param line from the percent sign to the end of the line
     * @return what the cell shows if the magic is its last line
     */
    static Object run(JavaShell shell, String line) throws CellFailure {
        String[] words = line.strip().split("\\s+");
        List<String> arguments = List.of(words).subList(1, words.length);
        return switch (words[0]) {
            case "%classpath" -> classpath(shell, arguments);
            case "%jars" -> jars(shell, arguments);
            case "%maven", "%mavenRepo", "%addMavenDependency", "%%loadFromPOM", "%loadFromPOM" ->
                    throw failure(
                            words[0]
                                    + " is not available: this kernel loads its jars when it starts. Put"
                                    + " further jars on the class path with %jars or %classpath.");
            default ->
                    throw failure(
                            "unknown magic "
                                    + words[0]
                                    + "; this kernel knows %classpath, %jars, %time and %%time.");
        };
    }

    private static Object classpath(JavaShell shell, List<String> arguments) throws CellFailure {
        requireArguments("%classpath", arguments);
        for (String path : arguments) {
            if (!Files.exists(Path.of(path))) {
                throw failure("%classpath: " + Path.of(path).toAbsolutePath() + " does not exist.");
            }
            shell.addToClasspath(path);
        }
        return arguments;
    }

    private static Object jars(JavaShell shell, List<String> arguments) throws CellFailure {
        requireArguments("%jars", arguments);
        List<String> found = new ArrayList<>();
        for (String glob : arguments) {
            int before = found.size();
            try {
                new GlobFinder(glob)
                        .computeMatchingFiles()
                        .forEach(path -> found.add(path.toAbsolutePath().toString()));
            } catch (NoSuchFileException e) {
                throw failure("%jars: there is no " + e.getFile() + " to search for " + glob + ".");
            } catch (IOException e) {
                throw failure("%jars: cannot search " + glob + ": " + e.getMessage());
            }
            if (found.size() == before) {
                throw failure("%jars: no file matches " + glob + ".");
            }
        }
        found.forEach(shell::addToClasspath);
        return found;
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
