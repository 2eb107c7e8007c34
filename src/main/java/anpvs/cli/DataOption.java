package anpvs.cli;

import anpvs.data.DataFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Mixin of the commands that read data sets. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of the data sets. Default: $ANPVS_DATA, else data/ in the project folder.")
    private Path path;

    /** {@return the folder that the user means} */
    DataFolder folder() {
        return DataFolder.locate(path);
    }
}
