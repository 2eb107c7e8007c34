package anpvs.cli;

import anpvs.UserError;
import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Version;
import anpvs.experiment.AttackEvaluator;
import anpvs.experiment.AttackRecord;
import anpvs.experiment.AttackSettings;
import anpvs.experiment.EvaluationSettings.EnsembleSettings;
import anpvs.experiment.ExperimentSpec;
import anpvs.experiment.InterruptedRun;
import anpvs.experiment.Run;
import anpvs.experiment.RunStore;
import anpvs.experiment.TerminalProgress;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs attack}: the strongest attacks known on finished runs. */
@Command(
        name = "attack",
        description = {
            "Attack finished runs with AutoAttack, each of its attacks on the test images that the ones"
                    + " before have not broken: APGD on the cross-entropy, APGD and FAB aimed at nine"
                    + " classes, and Square, which sees no gradient. Beside it, on the same images, the"
                    + " paper's PGD; an attack that also drives the latent features apart; and for a"
                    + " pruned network examples from the run without a mask that it started from.",
            "The record (accuracies with exact 95 %% intervals, warnings) and the adversarial images"
                    + " (.npz: images, labels, broken_by) are stored with the run; what is stored is not"
                    + " computed again, and an attack that was stopped goes on."
        })
final class AttackCommand implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private MeasuredRuns runs;
    @Mixin private DataOption data;

    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            defaultValue = "standard",
            description =
                    "Of AutoAttack: standard; plus (adds APGD on the DLR loss and untargeted FAB, with"
                            + " five starts); or rand (a random network: at-bnn's weights, or the mask"
                            + " drawn anew, with gradients averaged over draws). Default:"
                            + " ${DEFAULT-VALUE}.")
    private String suite;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Use the first N test images. Default: 1000, in smoke 100.")
    private Integer images;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            description = "Radius on the scale of pixels in [0, 1]. Default: the recipe's.")
    private Double epsilon;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of each run of APGD and FAB. Default: AutoAttack's 100.")
    private Integer steps;

    @Option(
            names = "--targets",
            paramLabel = "N",
            description = "Classes that APGD-T and FAB-T aim at. Default: AutoAttack's 9.")
    private Integer targets;

    @Option(
            names = "--queries",
            paramLabel = "N",
            description = "Queries of Square. Default: AutoAttack's 5000.")
    private Integer queries;

    @Option(
            names = "--gradient-draws",
            paramLabel = "N",
            description = "With rand: draws over which gradients are averaged. Default: 20.")
    private Integer gradientDraws;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "With rand: draws whose mean is the prediction. Default: 20.")
    private Integer members;

    @Option(
            names = "--again",
            description = "Attack anew also where that is stored or has begun, and replace it.")
    private boolean again;

    @Override
    public Integer call() {
        Version chosenVersion = Version.of(suite);
        RunStore store = runs.store();
        AttackEvaluator evaluator =
                new AttackEvaluator(store, data.folder()::load, TerminalProgress.ofProcess());
        PrintWriter out = command.commandLine().getOut();
        List<Run> chosen = runs.in(store);
        try {
            Interrupts.guard(
                    () -> {
                        for (Run run : chosen) {
                            AttackSettings settings =
                                    settings(evaluator, run.spec(), chosenVersion);
                            if (again) {
                                evaluator.forget(run, settings);
                            }
                            print(evaluator.attack(run, settings), out);
                        }
                    });
            return ExitCode.OK;
        } catch (InterruptedRun e) {
            command.commandLine().getErr().println(Called.name() + ": " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private AttackSettings settings(
            AttackEvaluator evaluator, ExperimentSpec trained, Version chosenVersion) {
        AttackSettings usual = AttackSettings.of(trained.recipe(), chosenVersion);
        Budget budget = usual.budget();
        AttackSettings settings =
                usual.withBudget(
                                new Budget(
                                        steps == null ? budget.steps() : steps,
                                        targets == null ? budget.targets() : targets,
                                        queries == null ? budget.queries() : queries,
                                        budget.restarts()))
                        .withParent(evaluator.parent(trained).map(Run::id).orElse(null))
                        .withEnsemble(ensemble(usual.ensemble()));
        if (images != null) {
            settings =
                    settings.withImages(Math.min(images, trained.recipe().dataset().testImages()));
        }
        return epsilon == null ? settings : settings.withEpsilon(epsilon);
    }

    private EnsembleSettings ensemble(EnsembleSettings usual) {
        if (usual == null) {
            if (gradientDraws != null || members != null) {
                throw new UserError("--gradient-draws and --members go with --suite rand");
            }
            return null;
        }
        return new EnsembleSettings(
                members == null ? usual.members() : members,
                gradientDraws == null ? usual.gradientDraws() : gradientDraws);
    }

    private static void print(AttackRecord result, PrintWriter out) {
        out.println(result.run());
        result.lines().forEach(line -> out.println("  " + line));
    }
}
