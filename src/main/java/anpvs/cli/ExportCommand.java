package anpvs.cli;

import anpvs.experiment.ModelFile;
import anpvs.experiment.Run;
import anpvs.experiment.RunStore;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code anpvs export}: a run's model as a file for numpy. */
@Command(
        name = "export",
        description = {
            "Write the weights and masks of a finished run to an .npz file that numpy reads.",
            "Arrays: conv1.weight (20,1,5,5), conv1.bias, conv2.*, dense3.weight (500,800; inputs"
                    + " channel-major), dense3.bias, dense4.*; with a mask mask1.a_uc, mask1.b_uc .."
                    + " mask4.*"
        })
final class ExportCommand implements Runnable {
    @Spec private CommandSpec command;
    @Mixin private RunsOption runs;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "Id of the run, or its beginning.")
    private String id;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "File to write.")
    private Path file;

    @Override
    public void run() {
        Run run = new RunStore(runs.folder()).find(Arguments.needed(id, "RUN"));
        ModelFile.export(run, Arguments.needed(file, "FILE"));
        command.commandLine().getOut().println(run.id() + " -> " + file);
    }
}
