package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.GridOption;
import anpvs.cli.options.RunsOption;
import anpvs.grid.GridCosts;
import anpvs.grid.GridRunner;
import anpvs.grid.PaperPart;
import anpvs.grid.RunGrid;
import anpvs.progress.Progress;
import anpvs.progress.TerminalProgress;
import anpvs.store.RunStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs grid}: lists all runs. */
@Command(
        name = "grid",
        description = {
            "List all runs of a profile, each after those that it needs: the run that it starts from,"
                    + " and the source of its transfer examples.",
            "'anpvs train --index N' with the same options does one of them, 'anpvs reproduce-all'"
                    + " all of them. Times come from finished runs of the same data set.",
            "For schedulers: the runs of a stage need runs of earlier stages only, and can be done"
                    + " at the same time, on any machines that share the folder of the runs:"
                    + " 'anpvs train --stage S --index N'."
        })
final class GridCommand implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private GridOption options;
    @Mixin private RunsOption runs;

    @Option(names = "--stage", paramLabel = "S", description = "Only the runs of this stage.")
    private Integer stage;

    @Option(
            names = "--stages",
            description = "Only the number of runs of each stage, one line each, from stage 0.")
    private boolean stages;

    @Option(
            names = "--json",
            description = "As JSON: also what names the run for 'anpvs train --stage --index'.")
    private boolean json;

    @Override
    public Integer call() {
        RunGrid grid = options.grid();
        PrintWriter out = command.commandLine().getOut();
        if (stages) {
            if (json || stage != null) {
                throw new UserError(
                        "--stages prints a number for each stage; leave out "
                                + (json ? "--json" : "--stage"));
            }
            grid.stages().forEach(runsOfStage -> out.println(runsOfStage.size()));
            return ExitCode.OK;
        }
        RunStore store = new RunStore(runs.toFill());
        GridRunner runner =
                new GridRunner(
                        store,
                        dataset -> {
                            throw new IllegalStateException("a list needs no images");
                        },
                        TerminalProgress.ofProcess());
        GridCosts costs = new GridCosts(store);
        List<RunGrid.Entry> shown = stage == null ? grid.entries() : grid.stage(stage);
        if (json) {
            out.println(json(grid, shown, runner, costs).toPrettyString());
            return ExitCode.OK;
        }
        out.printf(
                "%4s  %-48s  %-12s  %-16s  %-12s  %s%n",
                "#", "run", "state", "after runs", "left", "for");
        double total = 0;
        int unknown = 0;
        for (RunGrid.Entry entry : shown) {
            double seconds = runner.seconds(entry, costs);
            unknown += Double.isNaN(seconds) ? 1 : 0;
            total += Double.isNaN(seconds) ? 0 : seconds;
            out.printf(
                    "%4s  %-48s  %-12s  %-16s  %-12s  %s%n",
                    entry.index(),
                    entry.spec().runId(),
                    runner.state(entry),
                    entry.dependencies().isEmpty()
                            ? "-"
                            : entry.dependencies().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(",")),
                    Double.isNaN(seconds) ? "time unknown" : Progress.duration(seconds),
                    parts(entry));
        }
        out.printf(
                Locale.ROOT,
                "%d run%s; left: about %s%s%n",
                shown.size(),
                shown.size() == 1 ? "" : "s",
                Progress.duration(total),
                unknown == 0 ? "" : ", without " + unknown + " runs of unknown time");
        if (stage == null) {
            out.println("reproduce-all on this CPU: " + Workers.choose(null, grid));
        }
        return ExitCode.OK;
    }

    private static String parts(RunGrid.Entry entry) {
        return entry.parts().isEmpty()
                ? "needed by others"
                : entry.parts().stream()
                        .sorted()
                        .map(PaperPart::label)
                        .collect(Collectors.joining("; "));
    }

    private static ArrayNode json(
            RunGrid grid, List<RunGrid.Entry> shown, GridRunner runner, GridCosts costs) {
        List<List<RunGrid.Entry>> stages = grid.stages();
        ArrayNode list = new ObjectMapper().createArrayNode();
        for (RunGrid.Entry entry : shown) {
            int of = 0;
            while (!stages.get(of).contains(entry)) {
                of++;
            }
            ObjectNode one = list.addObject();
            one.put("index", entry.index());
            one.put("stage", of);
            one.put("indexInStage", stages.get(of).indexOf(entry));
            one.put("run", entry.spec().runId());
            one.put("state", runner.state(entry));
            one.put("done", runner.isDone(entry));
            ArrayNode after = one.putArray("after");
            entry.dependencies().forEach(after::add);
            double seconds = runner.seconds(entry, costs);
            one.put("secondsLeft", Double.isNaN(seconds) ? null : (Double) seconds);
            ArrayNode parts = one.putArray("studies");
            entry.parts().stream().sorted().forEach(part -> parts.add(part.label()));
        }
        return list;
    }
}
