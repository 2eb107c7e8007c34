package anpvs.cli;

import anpvs.experiment.GridRunner;
import anpvs.experiment.GridScheduler;
import anpvs.experiment.RunGrid;
import anpvs.experiment.RunStore;
import anpvs.experiment.TerminalProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code anpvs reproduce-all}: does every run of a profile. */
@Command(
        name = "reproduce-all",
        description = {
            "Train and evaluate all runs of a profile, one after another.",
            "It can be stopped and started again at any time: what is finished is not repeated, and"
                    + " what was begun goes on. A run that fails does not stop those that do not need"
                    + " it.",
            "With several devices, --device gpu:0,gpu:1, there is a process for each, and each does"
                    + " one run at a time."
        })
final class ReproduceAllCommand implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private GridOption options;
    @Mixin private RunsOption runs;
    @Mixin private DataOption data;
    @Mixin private DeviceOption device;

    @Override
    public Integer call() {
        RunGrid grid = options.grid();
        GridRunner runner =
                new GridRunner(
                        new RunStore(runs.toFill()),
                        data.folder()::load,
                        TerminalProgress.ofProcess());
        Map<Integer, String> failed = new LinkedHashMap<>();
        Interrupts.guard(
                () ->
                        failed.putAll(
                                device.devices().size() > 1
                                        ? new GridScheduler(grid, runner::isDone).runAll(workers())
                                        : runner.runAll(grid)));
        int count = grid.entries().size();
        command.commandLine().getOut().printf("%d of %d done%n", count - failed.size(), count);
        failed.forEach(
                (index, reason) ->
                        command.commandLine()
                                .getErr()
                                .printf(
                                        "%s: run %d (%s) is not done: %s%n",
                                        Called.name(),
                                        index,
                                        grid.entry(index).spec().runId(),
                                        Called.in(reason)));
        return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<GridScheduler.Worker> workers() {
        List<String> more = new ArrayList<>(options.words());
        more.addAll(List.of("--runs", runs.toFill().toString()));
        more.addAll(List.of("--data", data.folder().path().toString()));
        List<String> devices = device.devices();
        return devices.stream()
                .<GridScheduler.Worker>map(
                        one ->
                                new DeviceProcess(
                                        one, devices.size(), more, command.commandLine().getErr()))
                .toList();
    }
}
