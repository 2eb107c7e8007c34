package anpvs.cli;

import anpvs.ProjectFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Mixin of the commands that read or write runs. */
final class RunsOption {
    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description =
                    "Folder of the runs. Default: $ANPVS_RUNS, else runs/ in the project folder.")
    private Path path;

    /** {@return the folder that the user means, absolute; need not exist} */
    Path folder() {
        return ProjectFolder.choose(path, ProjectFolder.RUNS, "runs");
    }
}
