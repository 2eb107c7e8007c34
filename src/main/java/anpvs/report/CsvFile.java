package anpvs.report;

import anpvs.Texts;
import anpvs.UserError;
import anpvs.store.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tech.tablesaw.api.Table;

/** A user's own file of numbers. */
public final class CsvFile {
    private CsvFile() {}

    /** {@return the table as CSV, UTF-8} */
    static byte[] bytes(Table table) {
        return table.write().toString("csv").getBytes(StandardCharsets.UTF_8);
    }

    static Path write(Table table, String file) {
        Path target = target(file);
        AtomicFiles.write(target, bytes(table));
        return target;
    }

    /** {@return the absolute path of a file that is to be written; its folder is made} */
    public static Path target(String file) {
        try {
            Path target = Path.of(file).toAbsolutePath().normalize();
            Files.createDirectories(target.getParent());
            return target;
        } catch (IOException | InvalidPathException e) {
            throw new UserError(
                    Texts.format(
                            "cannot write '%s': %s; expected the name of a file in a folder that can be"
                                    + " written",
                            file, e),
                    e);
        }
    }
}
