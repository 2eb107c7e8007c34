package anpvs.cli;

import anpvs.ProjectFolder;
import anpvs.Texts;
import anpvs.UserError;
import anpvs.cli.options.DataOption;
import anpvs.cli.options.RunsOption;
import anpvs.evaluate.Remeasured;
import anpvs.evaluate.Remeasurement;
import anpvs.method.Profile;
import anpvs.progress.Progress;
import anpvs.progress.TerminalProgress;
import anpvs.report.claims.Overview;
import anpvs.store.AtomicFiles;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs reproduce}: the paper beside the archived runs, which are measured again. */
@Command(
        name = "reproduce",
        description = {
            "Show the paper beside the archived runs: which of its claims hold, Table 1, and each"
                    + " archived network attacked again (PGD, one start), beside what its record says of"
                    + " the same images. Trains nothing, needs no download, and leaves the runs as they"
                    + " are.",
            "Ends with 1 if a network is not as accurate as its record says. environment/reproduce"
                    + " executes the notebooks, too."
        })
final class ReproduceCommand implements Callable<Integer> {
    /** Environment variable that names the output folder. */
    static final String OUTPUT = "ANPVS_OUTPUT";

    private static final String PAGE = "overview.html";

    @Spec private CommandSpec command;
    @Mixin private RunsOption runs;
    @Mixin private DataOption data;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "quick",
            description = "Whose runs: quick or paper. Default: ${DEFAULT-VALUE}.")
    private String profile;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Attack each LeNet on the first N test images, each VGG-16 on N / 4; rounded up"
                            + " to whole batches of the record, of 250 images (64 where it counts as"
                            + " the published code does), as a batch has its random numbers in"
                            + " common: 100 attack 250 of each. 0 attacks nothing. More than 1000"
                            + " need the data sets (anpvs data fetch). Default: ${DEFAULT-VALUE}.")
    private int images;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Where the page and its tables go. Default: $ANPVS_OUTPUT, else out/ in the"
                            + " project folder.")
    private Path output;

    @Override
    public Integer call() {
        if (images < 0) {
            throw new UserError("--images " + images + ": expected 0 or more");
        }
        Profile chosen = Profile.of(profile);
        if (chosen == Profile.SMOKE) {
            throw new UserError(
                    "--profile smoke: no runs of drawn images are archived; expected quick or paper");
        }
        RunStore store = new RunStore(runs.folder());
        List<Remeasured> again = measured(store, chosen);
        Path folder = new ProjectFolder(output, OUTPUT, "out").path();
        Overview overview =
                Overview.of(chosen, store, data.folder(), again, folder.resolve("figures"));
        PrintWriter out = command.commandLine().getOut();
        out.print(overview.text());
        out.println(conclusion(again));
        out.println("The same for a browser: " + write(overview, folder));
        return again.stream().allMatch(Remeasured::agrees) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Remeasured> measured(RunStore store, Profile chosen) {
        if (images == 0) {
            return List.of();
        }
        Progress progress = TerminalProgress.ofProcess();
        Remeasurement remeasurement = new Remeasurement(store, data.folder()::load, progress);
        List<Run> possible =
                remeasurement.possible(
                        store.list().stream()
                                .filter(run -> run.spec().recipe().profile() == chosen)
                                .toList());
        return remeasurement.again(possible, images);
    }

    private static String conclusion(List<Remeasured> again) {
        if (again.isEmpty()) {
            return "No network was attacked again.";
        }
        List<String> different =
                again.stream().filter(one -> !one.agrees()).map(one -> one.run().id()).toList();
        return different.isEmpty()
                ? Texts.format(
                        "All %d networks are as accurate as their records say.", again.size())
                : "NOT as their records say: " + String.join(", ", different);
    }

    private static Path write(Overview overview, Path folder) {
        AtomicFiles.makeFolder(folder);
        Path page = folder.resolve(PAGE);
        AtomicFiles.write(page, overview.html(folder));
        return page;
    }
}
