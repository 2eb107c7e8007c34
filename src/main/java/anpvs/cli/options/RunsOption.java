package anpvs.cli.options;

import anpvs.ProjectFolder;
import anpvs.UserError;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Mixin of the commands that read or write runs. */
public final class RunsOption {
    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description =
                    "Folder of the runs. Default: $ANPVS_RUNS, else runs/ in the project folder.")
    private Path path;

    /**
     * {@return the folder that the user means, absolute}
     *
     * @throws UserError if one was named that is not there, or is a file
     */
    public Path folder() {
        return ProjectFolder.runs(path).existing();
    }

    /**
     * {@return the folder that the user means, absolute; that of the variable may be yet to make}
     *
     * @throws UserError if the option names one that is not there
     */
    public Path toInspect() {
        return path == null ? toFill() : folder();
    }

    /**
     * {@return the folder that the user means, absolute; made with the first run}
     *
     * @throws UserError if it can be neither written nor made
     */
    public Path toWrite() {
        return ProjectFolder.runs(path).toWrite();
    }

    /** {@return the folder that the user means, absolute; made with the first run} */
    public Path toFill() {
        return ProjectFolder.runs(path).toFill();
    }
}
