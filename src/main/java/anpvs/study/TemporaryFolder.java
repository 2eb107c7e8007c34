package anpvs.study;

import anpvs.UserError;
import anpvs.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
            Runtime.getRuntime().addShutdownHook(new Thread(() -> AtomicFiles.delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UserError("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }
}
