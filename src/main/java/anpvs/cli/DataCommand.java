package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.DataOption;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.Downloads;
import anpvs.data.FileStatus;
import anpvs.data.FileStatus.State;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code anpvs data}: downloads and checks the data sets. */
@Command(
        name = "data",
        description = "Download and check data sets.",
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Runnable {
    @Spec private CommandSpec spec;

    /** Reached when no command was named. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    private static List<Dataset> downloadable() {
        return Arrays.stream(Dataset.values()).filter(dataset -> !dataset.synthetic()).toList();
    }

    @Command(
            name = "fetch",
            description = {
                "Download what is missing of data sets, and check it.",
                "Goes on where an earlier download was cut off."
            })
    int fetch(
            @Mixin DataOption data,
            @Option(
                            names = "--from",
                            paramLabel = "URL",
                            description =
                                    "Folder on a server that has the original files; tried first.")
                    URI from,
            @Parameters(
                            paramLabel = "SET",
                            arity = "1..*",
                            description = "mnist, cifar10, cifar100 or all")
                    List<String> names)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (from != null && !isAddress(from)) {
            throw new UserError(
                    "--from " + from + ": expected an address such as https://HOST/FOLDER");
        }
        List<Dataset> sets =
                names.contains("all") ? downloadable() : names.stream().map(Dataset::of).toList();
        DataFolder folder = data.toFill();
        DownloadProgress progress = new DownloadProgress();
        Downloads downloads = new Downloads(folder, progress);
        for (Dataset set : sets) {
            if (set.synthetic()) {
                out.println(set.id() + ": built in, nothing to download");
                continue;
            }
            List<String> written = downloads.fetch(set, from);
            out.println(
                    set.id()
                            + (written.isEmpty()
                                    ? ": all files are there and correct"
                                    : ": downloaded and verified " + String.join(", ", written))
                            + (" (" + folder.path() + ")"));
        }
        return ExitCode.OK;
    }

    private static boolean isAddress(URI from) {
        return List.of("http", "https")
                        .contains(String.valueOf(from.getScheme()).toLowerCase(Locale.ROOT))
                && from.getHost() != null
                && from.getPort() < 65_536;
    }

    @Command(
            name = "verify",
            description = {
                "Compare every byte of the data sets with what their authors published.",
                "Ends with 1 if a file is damaged, or if a set named here lacks a file."
            })
    int verify(
            @Mixin DataOption data,
            @Parameters(
                            paramLabel = "SET",
                            description = "mnist, cifar10, cifar100; default: those that are there")
                    List<String> names) {
        PrintWriter out = spec.commandLine().getOut();
        DataFolder folder = data.folder();
        out.println("data folder: " + folder.path());
        boolean named = names != null;
        List<Dataset> sets = named ? names.stream().map(Dataset::of).toList() : downloadable();
        boolean good = true;
        for (Dataset set : sets) {
            List<FileStatus> files = folder.verify(set);
            boolean there = files.stream().anyMatch(file -> file.state() != State.MISSING);
            if (set.synthetic()) {
                out.println(set.id() + ": built in, has no files");
            } else if (!there && !named) {
                out.printf("%s: not there (%s data fetch %s)%n", set.id(), Called.name(), set.id());
            } else {
                files.forEach(file -> out.println(set.id() + ": " + file.message()));
                good &= files.stream().allMatch(FileStatus::ok);
            }
        }
        return good ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
