package anpvs.cli;

import anpvs.UserError;
import anpvs.experiment.Commands;
import anpvs.experiment.ExperimentSpec;
import anpvs.experiment.Run;
import anpvs.experiment.RunStore;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Mixin of the commands that measure stored runs: which they are. */
final class MeasuredRuns {
    @Mixin private SpecOption spec;
    @Mixin private RunsOption runs;

    @Parameters(
            arity = "0..*",
            paramLabel = "RUN",
            description = "Ids of runs, or their beginnings; in place of --method.")
    private List<String> ids = new ArrayList<>();

    /** {@return the store that the runs are in} */
    RunStore store() {
        return new RunStore(runs.folder());
    }

    /** {@return the ids, or their beginnings, as they were typed} */
    List<String> ids() {
        return ids;
    }

    /**
     * @param store where they are
     * @return the runs that are meant
     * @throws UserError if one is not there, or if runs were named in both ways or in none
     */
    List<Run> in(RunStore store) {
        if (!ids.isEmpty() && spec.named()) {
            throw new UserError(
                    "give either --method or RUN (" + String.join(", ", ids) + "), not both");
        }
        return ids.isEmpty()
                ? spec.specs().stream().map(named -> run(store, named)).toList()
                : ids.stream().map(store::find).toList();
    }

    private static Run run(RunStore store, ExperimentSpec named) {
        Run run = store.of(named);
        if (!store.list().contains(run)) {
            throw new UserError(
                    "there is no run "
                            + run.id()
                            + " in "
                            + store.root()
                            + "; train it first: "
                            + Commands.train(named));
        }
        return run;
    }
}
