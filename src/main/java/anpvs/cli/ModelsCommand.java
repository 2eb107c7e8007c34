package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.RunsOption;
import anpvs.report.tables.ModelCard;
import anpvs.report.tables.ModelList;
import anpvs.store.AtomicFiles;
import anpvs.store.RunStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs models}: what is known of every model, in the form of the field's lists. */
@Command(
        name = "models",
        description = {
            "Print one table of all runs that were evaluated on all test images: what the paper"
                    + " reports of the method beside what was measured.",
            "With --output the table goes to DIR/docs/models.md and, sortable, to"
                    + " DIR/docs/models.html; and each model to DIR/models/RUN.json."
        })
final class ModelsCommand implements Runnable {
    @Spec private CommandSpec command;
    @Mixin private RunsOption runs;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Write files below this folder instead of printing.")
    private Path output;

    @Override
    public void run() {
        RunStore store = new RunStore(runs.folder());
        ModelList list = ModelList.of(store);
        if (list.cards().isEmpty()) {
            throw new UserError(
                    "no run in %s was evaluated on all test images; anpvs evaluate does that"
                            .formatted(store.root()));
        }
        PrintWriter out = command.commandLine().getOut();
        if (output == null) {
            out.print(list.markdown());
            return;
        }
        Path docs = output.resolve("docs");
        Path models = output.resolve("models");
        AtomicFiles.makeFolder(docs);
        AtomicFiles.makeFolder(models);
        AtomicFiles.write(docs.resolve("models.md"), list.markdown());
        AtomicFiles.write(docs.resolve("models.html"), list.html());
        for (ModelCard card : list.cards()) {
            AtomicFiles.write(models.resolve(card.run() + ".json"), card.json());
        }
        out.printf("%s models -> %s, %s%n", list.cards().size(), docs.resolve("models.md"), models);
    }
}
