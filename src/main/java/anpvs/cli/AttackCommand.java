package anpvs.cli;

import anpvs.UserError;
import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Version;
import anpvs.cli.options.Arguments;
import anpvs.cli.options.DataOption;
import anpvs.cli.options.MeasuredRuns;
import anpvs.data.Dataset;
import anpvs.evaluate.AttackEvaluator;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.AttackSettings;
import anpvs.evaluate.EvaluationSettings.EnsembleSettings;
import anpvs.evaluate.ForeignImages;
import anpvs.evaluate.OnnxMeasurement;
import anpvs.method.Recipe;
import anpvs.progress.TerminalProgress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            "Attack finished runs with AutoAttack, each of its attacks on the test images that the"
                    + " ones before have not broken: APGD on the cross-entropy, APGD and FAB aimed at"
                    + " nine classes, and Square, which sees no gradient. Beside it, on the same"
                    + " images, the paper's PGD; an attack that also drives the latent features apart;"
                    + " and for a pruned network examples from the run without a mask that it started"
                    + " from.",
            "The record (accuracies with exact 95 %% intervals, warnings) and the adversarial"
                    + " images (.npz: images, labels, broken_by) are stored with the run; what is"
                    + " stored is not computed again, and an attack that was stopped goes on."
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
                    "Of AutoAttack: standard; plus (adds APGD on the DLR loss and untargeted FAB,"
                            + " with five starts); or rand (a random network: at-bnn's weights, or the"
                            + " mask drawn anew, with gradients averaged over draws). Default:"
                            + " ${DEFAULT-VALUE}.")
    private String suite;

    @Option(
            names = "--images",
            paramLabel = "N|FILE",
            description = {
                "Use the first N test images. Default: 1000, in smoke 100.",
                "Or an .npz of images that another program made (images, labels; of the first test"
                        + " images in their order): they are judged, and added to the record of the"
                        + " run's attack, which is made first where it is not stored."
            })
    private String images;

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

    /** Another program's images; null where none were named. */
    private ForeignImages foreign;

    @Override
    public Integer call() {
        Version chosenVersion = Version.of(suite);
        RunStore store = runs.store();
        AttackEvaluator evaluator =
                new AttackEvaluator(store, data.folder()::load, TerminalProgress.ofProcess());
        PrintWriter out = command.commandLine().getOut();
        boolean number = images == null || images.matches("-?\\d+");
        foreign = number ? null : new ForeignImages(Path.of(images));
        if (foreign != null && chosenVersion == Version.RAND) {
            throw new UserError(
                    "--images FILE goes with --suite standard or plus: rand judges by the mean of"
                            + " draws, and the file's images are judged by one network");
        }
        if (runs.isFile()) {
            print(attackFile(chosenVersion), out);
            return ExitCode.OK;
        }
        for (Run run : runs.in(store)) {
            AttackSettings settings = settings(evaluator, run.spec(), chosenVersion);
            AttackRecord record = evaluator.attack(run, settings, again);
            print(foreign == null ? record : add(run, record), out);
            AttackEvaluator.checkImages(run, record);
        }
        return ExitCode.OK;
    }

    private AttackSettings settings(
            AttackEvaluator evaluator, ExperimentSpec trained, Version chosenVersion) {
        AttackSettings usual = AttackSettings.of(trained.recipe(), chosenVersion);
        return changed(
                usual.withParent(evaluator.parent(trained).map(Run::id).orElse(null)),
                trained.recipe().dataset());
    }

    private AttackRecord attackFile(Version chosenVersion) {
        if (chosenVersion == Version.RAND || foreign != null) {
            throw new UserError("--suite rand and --images FILE go with runs, not with --onnx");
        }
        Recipe recipe = runs.usual();
        try (OnnxMeasurement file = runs.file(data)) {
            AttackSettings usual = AttackSettings.of(recipe, chosenVersion);
            return file.attack(changed(usual, recipe.dataset()), again);
        }
    }

    private AttackRecord add(Run run, AttackRecord record) {
        Dataset dataset = run.spec().recipe().dataset();
        return foreign.addTo(
                run,
                record,
                data.folder().load(dataset).test(foreign.count()),
                TerminalProgress.ofProcess());
    }

    private AttackSettings changed(AttackSettings usual, Dataset dataset) {
        Budget budget = usual.budget();
        if (targets != null && targets >= dataset.classes()) {
            throw new UserError(
                    "--targets is %s; %s has %s classes, so that an attack aims at up to %s others"
                            .formatted(
                                    targets,
                                    dataset.id(),
                                    dataset.classes(),
                                    dataset.classes() - 1));
        }
        AttackSettings settings =
                usual.withBudget(
                                new Budget(
                                        steps == null ? budget.steps() : steps,
                                        targets == null ? budget.targets() : targets,
                                        queries == null ? budget.queries() : queries,
                                        budget.restarts()))
                        .withEnsemble(ensemble(usual.ensemble()));
        if (foreign != null) {
            int needed = Math.max(foreign.count(), settings.images());
            settings = settings.withImages(Arguments.images(needed, dataset.testImages()));
        } else if (images != null) {
            settings = settings.withImages(Arguments.images(number(images), dataset.testImages()));
        }
        return epsilon == null ? settings : settings.withEpsilon(epsilon);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UserError("--images is " + text + "; expected a positive number", e);
        }
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
