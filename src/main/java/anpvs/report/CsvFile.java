package anpvs.report;

import anpvs.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tech.tablesaw.api.Table;

/** A user's own file of numbers. */
final class CsvFile {
    private CsvFile() {}

    static Path write(Table table, String file) {
        Path target = target(file);
        try {
            return Files.write(target, Figure.csv(table));
        } catch (IOException e) {
            throw error(file, e);
        }
    }

    /** {@return the absolute path of a file that is to be written; its folder is made} */
    static Path target(String file) {
        try {
            Path target = Path.of(file).toAbsolutePath().normalize();
            Files.createDirectories(target.getParent());
            return target;
        } catch (IOException | InvalidPathException e) {
            throw error(file, e);
        }
    }

    private static UserError error(String file, Exception reason) {
        return new UserError(
                "cannot write '"
                        + file
                        + "': "
                        + reason
                        + "; expected the name of a file in a folder that can be written",
                reason);
    }
}
