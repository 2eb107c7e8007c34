package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.DataOption;
import anpvs.cli.options.DeviceOption;
import anpvs.cli.options.GridOption;
import anpvs.cli.options.RunsOption;
import anpvs.engine.ComputeDevice;
import anpvs.grid.GridRunner;
import anpvs.grid.GridScheduler;
import anpvs.grid.RunGrid;
import anpvs.progress.TerminalProgress;
import anpvs.store.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs reproduce-all}: does every run of a profile. */
@Command(
        name = "reproduce-all",
        description = {
            "Train and evaluate all runs of a profile, as many at a time as the machine does best.",
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

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "How many runs at a time, each in a process of its own, on a CPU. Default: what"
                            + " gets most done, which is one for each core as long as there is"
                            + " memory; OMP_NUM_THREADS, where it is set, is the engine threads of"
                            + " each.")
    private Integer wanted;

    @Override
    public Integer call() {
        RunGrid grid = options.grid();
        GridRunner runner =
                new GridRunner(
                        new RunStore(runs.toFill()),
                        data.folder()::load,
                        TerminalProgress.ofProcess());
        List<GridScheduler.Worker> workers = workers(grid);
        Map<Integer, String> failed =
                workers.size() > 1
                        ? new GridScheduler(grid, runner::isDone).runAll(workers)
                        : runner.runAll(grid);
        int count = grid.entries().size();
        command.commandLine().getOut().printf("%s of %s done%n", count - failed.size(), count);
        failed.forEach(
                (index, reason) ->
                        command.commandLine()
                                .getErr()
                                .printf(
                                        "%s: run %s (%s) is not done: %s%n",
                                        Called.name(),
                                        index,
                                        grid.entry(index).spec().runId(),
                                        Called.in(reason)));
        return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** One for each device, on a CPU as many as it does best; none for this process alone. */
    private List<GridScheduler.Worker> workers(RunGrid grid) {
        List<String> devices = device.devices();
        if (devices.size() > 1) {
            if (wanted != null) {
                throw new UserError("--workers does not go with several devices");
            }
            int chosen = JavaProcess.chosenThreads(System.getenv());
            int all = chosen > 0 ? chosen : Runtime.getRuntime().availableProcessors();
            int threads = Math.max(1, all / devices.size());
            return devices.stream().map(one -> worker(one, one, threads)).toList();
        }
        if (ComputeDevice.get().isGpu()) {
            if (wanted != null && wanted != 1) {
                throw new UserError("--workers is " + wanted + "; a GPU does one run at a time");
            }
            return List.of();
        }
        Workers chosen = Workers.choose(wanted, grid);
        command.commandLine().getErr().println("anpvs: " + chosen);
        return chosen.processes() == 1
                ? List.of()
                : IntStream.rangeClosed(1, chosen.processes())
                        .<GridScheduler.Worker>mapToObj(
                                i -> worker("worker " + i, "cpu", chosen.threads()))
                        .toList();
    }

    private GridScheduler.Worker worker(String name, String on, int threads) {
        List<String> more = new ArrayList<>(options.words());
        more.addAll(List.of("--runs", runs.toFill().toString()));
        more.addAll(List.of("--data", data.folder().path().toString()));
        return new DeviceProcess(name, on, threads, more, command.commandLine().getErr());
    }
}
