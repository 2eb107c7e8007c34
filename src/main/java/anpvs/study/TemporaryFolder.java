package anpvs.study;

import anpvs.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that lives no longer than the process. */
public final class TemporaryFolder {
    private TemporaryFolder() {}

    /**
     * @param name beginning of its name
     * @return a new folder, deleted when the process ends
     * @throws UserError if none can be made
     */
    public static Path create(String name) {
        try {
            Path folder = Files.createTempDirectory(name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UserError("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    /** Deletes a folder with all that is in it; nothing happens where there is none. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
