package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.Arguments;
import anpvs.cli.options.RunsOption;
import anpvs.cli.options.SpecOption;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.train.ModelImport;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code anpvs import}: a model file as a run. */
@Command(
        name = "import",
        description = {
            "Make a finished run of an .npz file as export writes it.",
            "The run can be evaluated and exported. Its record says that it was imported."
        })
final class ImportCommand implements Runnable {
    @Spec private CommandSpec command;
    @Mixin private SpecOption spec;
    @Mixin private RunsOption runs;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "File to read.")
    private Path file;

    @Override
    public void run() {
        Arguments.needed(file, "FILE");
        List<ExperimentSpec> specs = spec.specs();
        if (specs.size() != 1) {
            throw new UserError(
                    "a file holds one model; name one --method and one --seed, not %s combinations"
                            .formatted(specs.size()));
        }
        Run run = ModelImport.into(new RunStore(runs.toFill()), specs.get(0), file);
        command.commandLine().getOut().println(file + " -> " + run.id());
    }
}
