package anpvs.cli;

import anpvs.experiment.GridCosts;
import anpvs.experiment.GridRunner;
import anpvs.experiment.Progress;
import anpvs.experiment.RunGrid;
import anpvs.experiment.RunStore;
import anpvs.experiment.Study;
import anpvs.experiment.TerminalProgress;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
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
                    + " one after another. Times come from finished runs of the same data set."
        })
final class GridCommand implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private GridOption options;
    @Mixin private RunsOption runs;

    @Option(names = "--json", description = "As JSON, for schedulers.")
    private boolean json;

    @Override
    public Integer call() {
        RunGrid grid = options.grid();
        RunStore store = new RunStore(runs.folder());
        GridRunner runner =
                new GridRunner(
                        store,
                        dataset -> {
                            throw new IllegalStateException("a list needs no images");
                        },
                        TerminalProgress.ofProcess());
        GridCosts costs = new GridCosts(store);
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(json(grid, runner, costs).toPrettyString());
            return ExitCode.OK;
        }
        double total = 0;
        int unknown = 0;
        for (RunGrid.Entry entry : grid.entries()) {
            double seconds = costs.seconds(entry, runner);
            unknown += Double.isNaN(seconds) ? 1 : 0;
            total += Double.isNaN(seconds) ? 0 : seconds;
            out.printf(
                    "%4d  %-48s  %-12s  after %-10s  %-12s  %s%n",
                    entry.index(),
                    entry.spec().runId(),
                    runner.state(entry),
                    entry.dependencies().isEmpty()
                            ? "-"
                            : entry.dependencies().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(",")),
                    Double.isNaN(seconds) ? "time unknown" : Progress.duration(seconds),
                    studies(entry));
        }
        out.printf(
                Locale.ROOT,
                "%d runs; left: about %s%s%n",
                grid.entries().size(),
                Progress.duration(total),
                unknown == 0 ? "" : ", without " + unknown + " runs of unknown time");
        return ExitCode.OK;
    }

    private static String studies(RunGrid.Entry entry) {
        return entry.studies().isEmpty()
                ? "needed by others"
                : entry.studies().stream()
                        .sorted()
                        .map(Study::label)
                        .collect(Collectors.joining("; "));
    }

    private static ArrayNode json(RunGrid grid, GridRunner runner, GridCosts costs) {
        ArrayNode list = new ObjectMapper().createArrayNode();
        for (RunGrid.Entry entry : grid.entries()) {
            ObjectNode one = list.addObject();
            one.put("index", entry.index());
            one.put("run", entry.spec().runId());
            one.put("state", runner.state(entry));
            one.put("done", runner.isDone(entry));
            ArrayNode after = one.putArray("after");
            entry.dependencies().forEach(after::add);
            double seconds = costs.seconds(entry, runner);
            one.put("secondsLeft", Double.isNaN(seconds) ? null : (Double) seconds);
            ArrayNode studies = one.putArray("studies");
            entry.studies().stream().sorted().forEach(study -> studies.add(study.label()));
        }
        return list;
    }
}
