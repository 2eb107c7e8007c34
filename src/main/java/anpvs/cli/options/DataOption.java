package anpvs.cli.options;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.DataFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Mixin of the commands that read data sets. */
public final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of the data sets. Default: $ANPVS_DATA, else data/ in the project folder.")
    private Path path;

    /**
     * {@return the folder that the user means}
     *
     * @throws UserError if one was named that is not there, or is a file
     */
    public DataFolder folder() {
        return DataFolder.locate(path);
    }

    /** {@return the folder that the user means; made when data sets are put into it} */
    public DataFolder toFill() {
        return new DataFolder(new ProjectFolder(path, DataFolder.VARIABLE, "data").toFill());
    }
}
