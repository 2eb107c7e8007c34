package anpvs.cli.options;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.evaluate.OnnxMeasurement;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import anpvs.progress.TerminalProgress;
import anpvs.store.Commands;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Mixin of the commands that measure stored runs: which they are. */
public final class MeasuredRuns {
    /** Of a named RUN they are known. */
    private static final Set<String> OF_A_METHOD =
            Set.of("--dataset", "--fidelity", "--profile", "--seed", "--set");

    private static final Set<String> OF_RUNS = Set.of("--fidelity", "--seed", "--set");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin private SpecOption spec;
    @Mixin private RunsOption runs;

    @Parameters(
            arity = "0..*",
            paramLabel = "RUN",
            description = "Ids of runs, or their beginnings; in place of --method.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--onnx",
            paramLabel = "FILE",
            description =
                    "Measure the network of an ONNX file in place of runs; --dataset names its"
                            + " images. What is stored goes to FILE.results/SET.")
    private Path onnx;

    /** {@return whether the network of a file is meant, and no runs} */
    public boolean isFile() {
        return onnx != null;
    }

    /**
     * @param data of the images
     * @return the network that is meant; close it after use
     * @throws UserError if runs were named too, or the network cannot be read
     */
    public OnnxMeasurement file(DataOption data) {
        if (!ids.isEmpty() || spec.named()) {
            throw new UserError("give either --onnx or runs, not both");
        }
        refuse(OF_RUNS, "a file has none");
        return new OnnxMeasurement(
                onnx, spec.dataset(), data.folder()::load, TerminalProgress.ofProcess());
    }

    /** {@return the usual settings for the images that were named: those of ANP-VS} */
    public Recipe usual() {
        Dataset images = spec.dataset();
        Profile profile = images.synthetic() ? Profile.SMOKE : spec.profile();
        return Recipes.of(Method.ANP_VS, images, profile, Fidelity.PAPER);
    }

    /** {@return the store that the runs are in} */
    public RunStore store() {
        return new RunStore(runs.folder());
    }

    /** {@return the ids, or their beginnings, as they were typed} */
    public List<String> ids() {
        return ids;
    }

    /**
     * @param store where they are
     * @return the runs that are meant
     * @throws UserError if one is not there, or if runs were named in both ways or in none
     */
    public List<Run> in(RunStore store) {
        if (!ids.isEmpty() && spec.named()) {
            throw new UserError(
                    "give either --method or RUN (" + String.join(", ", ids) + "), not both");
        }
        if (ids.isEmpty() && !spec.named()) {
            throw new UserError(
                    "name a run (runs list shows them), or a method: --method with "
                            + String.join(", ", SpecOption.NAMES));
        }
        if (!ids.isEmpty()) {
            refuse(OF_A_METHOD, "RUN (" + String.join(", ", ids) + ") has its own");
        }
        return ids.isEmpty()
                ? spec.specs().stream().map(named -> run(store, named)).toList()
                : ids.stream().map(store::find).toList();
    }

    private void refuse(Set<String> options, String why) {
        Arguments.refuse(
                command.commandLine().getParseResult(),
                options::contains,
                given -> "leave out " + given + ": " + why);
    }

    private static Run run(RunStore store, ExperimentSpec named) {
        Run run = store.of(named);
        if (!store.list().contains(run)) {
            throw new UserError(
                    "there is no run %s in %s; train it first: %s"
                            .formatted(run.id(), store.root(), Commands.train(named)));
        }
        return run;
    }
}
