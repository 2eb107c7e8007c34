package anpvs.cli.options;

import anpvs.ProjectFolder;
import anpvs.data.Dataset;
import anpvs.method.Profile;
import anpvs.notebook.Kit;
import anpvs.progress.TerminalProgress;
import anpvs.store.RunStore;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin of the commands that make tables and figures. */
public final class KitOptions {
    @Mixin private RunsOption runs;
    @Mixin private DataOption data;

    @Mixin private ProfileOption profile;

    @Option(
            names = "--figures",
            paramLabel = "DIR",
            description =
                    "Where to save. Default: $ANPVS_FIGURES, else figures/ in the project folder.")
    private Path figures;

    /** {@return the images that the user named, else the profile's own} */
    public Dataset dataset() {
        return profile.dataset();
    }

    /** {@return what makes tables and figures of the runs that the user means} */
    public Kit kit() {
        Profile chosen = profile.profile();
        Dataset images = profile.dataset();
        ProjectFolder saved = new ProjectFolder(figures, Kit.FIGURES, "figures");
        return new Kit(
                chosen,
                images,
                new RunStore(chosen == Profile.SMOKE ? runs.toFill() : runs.folder()),
                data.folder(),
                figures == null ? saved.path() : saved.toWrite(),
                TerminalProgress::ofProcess);
    }
}
