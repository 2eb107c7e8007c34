package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.DataOption;
import anpvs.cli.options.RunsOption;
import anpvs.cli.options.SpecOption;
import anpvs.data.DataFolder;
import anpvs.grid.GridRunner;
import anpvs.grid.RunGrid;
import anpvs.progress.Progress;
import anpvs.progress.TerminalProgress;
import anpvs.store.EpochRecord;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.train.Patience;
import anpvs.train.Trainer;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs train}: trains runs, or goes on with them. */
@Command(
        name = "train",
        description = {
            "Train runs, each after the run that it starts from.",
            "A run that was stopped, even by kill -9, goes on from its last checkpoint; a finished"
                    + " one is left as it is."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private SpecOption spec;
    @Mixin private RunsOption runs;
    @Mixin private DataOption data;

    @Option(names = "--dry-run", description = "Only print the ids of the runs.")
    private boolean dryRun;

    @Option(
            names = "--index",
            paramLabel = "N",
            description =
                    "Train and evaluate run N of 'anpvs grid' with the same --profile, --dataset,"
                            + " --method and --seeds. What it needs must be trained before.")
    private Integer index;

    @Option(
            names = "--stage",
            paramLabel = "S",
            description = "With --index: N counts the runs of this stage of the grid alone.")
    private Integer stage;

    @Option(
            names = "--wait",
            description =
                    "Where another process trains the run, wait until that is done or dead, instead"
                            + " of ending with 2.")
    private boolean wait;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "With --index: how many seeds the grid has.")
    private Integer count;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        if (index != null) {
            return oneOfTheGrid(out);
        }
        if (count != null) {
            throw new UserError("--seeds goes with --index; name single seeds with --seed");
        }
        if (stage != null) {
            throw new UserError("--stage goes with --index, which counts the stage's runs");
        }
        List<ExperimentSpec> specs = spec.specs();
        RunStore store = new RunStore(runs.toWrite());
        DataFolder images = data.folder();
        if (dryRun) {
            specs.forEach(one -> out.println(one.runId()));
            return ExitCode.OK;
        }
        Progress progress = TerminalProgress.ofProcess();
        Trainer trainer = new Trainer(store, images::load, progress);
        for (ExperimentSpec one : specs) {
            Patience.until(wait, progress, () -> trainer.train(one));
            report(store.of(one), out);
        }
        return ExitCode.OK;
    }

    private int oneOfTheGrid(PrintWriter out) {
        for (String option : List.of("--seed", "--set", "--fidelity", "--dry-run")) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UserError(option + " does not go with --index: the grid is fixed");
            }
        }
        RunGrid grid = spec.grid(count);
        RunGrid.Entry entry = stage == null ? grid.entry(index) : grid.entryOfStage(stage, index);
        RunStore store = new RunStore(runs.toWrite());
        Progress progress = TerminalProgress.ofProcess();
        GridRunner runner = new GridRunner(store, data.folder()::load, progress);
        Patience.until(wait, progress, () -> runner.run(grid, entry));
        report(store.of(entry.spec()), out);
        return ExitCode.OK;
    }

    private static void report(Run run, PrintWriter out) {
        List<EpochRecord> epochs = run.epochs();
        EpochRecord last = epochs.get(epochs.size() - 1);
        out.printf(
                "%s: %s epochs in %s; %s%s%n",
                run.id(),
                last.epoch(),
                Progress.duration(run.provenance().seconds()),
                last.accuracies(),
                last.active().isEmpty() ? "" : ", active units " + last.active());
    }
}
