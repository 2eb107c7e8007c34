package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.Arguments;
import anpvs.cli.options.AttackDomainOption;
import anpvs.cli.options.DataOption;
import anpvs.cli.options.EnsembleOption;
import anpvs.cli.options.MeasuredRuns;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.evaluate.FileEvaluation;
import anpvs.evaluate.OnnxMeasurement;
import anpvs.evaluate.PublishedEvaluator;
import anpvs.grid.Sweep;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipes;
import anpvs.progress.TerminalProgress;
import anpvs.store.Commands;
import anpvs.store.CompactFile;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TransferSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code anpvs evaluate}: measures finished runs on test images. */
@Command(
        name = "evaluate",
        description = {
            "Measure finished runs on test images: accuracy on clean images, under PGD from one"
                    + " start and from the worst of several, and under transferred examples, each with"
                    + " its exact 95 %% interval; vulnerability, sparsity and costs.",
            "Beside the analytic costs it measures speed and size of the network without its pruned"
                    + " units.",
            "Results are stored with the run; what is stored is not computed again, and an"
                    + " evaluation that was stopped goes on."
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final Set<String> NOT_SWEPT =
            Set.of("--epsilon", "--restarts", "--step-size", "--steps", "--transfer");

    private static final Set<String> WITH_COMPACT =
            Set.of(
                    "--compact",
                    "--images",
                    "--epsilon",
                    "--step-size",
                    "--steps",
                    "--data",
                    "--runs",
                    "--device",
                    "--stack-trace");

    private static final Set<String> WITH_ONNX =
            Set.of(
                    "--onnx",
                    "--dataset",
                    "--profile",
                    "--images",
                    "--restarts",
                    "--epsilon",
                    "--step-size",
                    "--steps",
                    "--data",
                    "--runs",
                    "--device",
                    "--stack-trace");

    @Spec private CommandSpec command;
    @Mixin private MeasuredRuns runs;
    @Mixin private DataOption data;
    @Mixin private AttackDomainOption domain;
    @Mixin private EnsembleOption ensemble;

    @Option(
            names = "--transfer",
            paramLabel = "RUN",
            defaultValue = "auto",
            description =
                    "Run on which transfer examples are made; none; or auto: the run of another"
                            + " seed that the paper uses, if it is there. Default: ${DEFAULT-VALUE}.")
    private String transfer;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Use only the first N test images. Default: all.")
    private Integer images;

    @Option(
            names = "--restarts",
            paramLabel = "N",
            description = "Starts of the worst-case attack. Default: 5.")
    private Integer restarts;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            description = "Radius on the scale of pixels in [0, 1]. Default: the recipe's.")
    private Double epsilon;

    @Option(
            names = "--step-size",
            paramLabel = "S",
            description = "Step of the attack, same scale. Default: the recipe's.")
    private Double stepSize;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of the attack. Default: the recipe's.")
    private Integer steps;

    @Option(
            names = "--sweep",
            split = ",",
            paramLabel = "SWEEP",
            description =
                    "epsilon: attacks of growing radius; steps: of 100 to 1,000 steps (Table 2). Both:"
                            + " epsilon,steps. White-box attack from one start alone; on the"
                            + " same images: 500 in the profile quick, unless --images says otherwise.")
    private List<String> sweeps = new ArrayList<>();

    @Option(
            names = "--again",
            description =
                    "Measure also what is stored, and replace it: records of earlier versions do"
                            + " not say which images were answered rightly.")
    private boolean again;

    @Option(
            names = "--compact",
            paramLabel = "FILE",
            description =
                    "Measure a network that export --compact has rebuilt, in place of runs: clean"
                            + " accuracy, and PGD on it from one start. Only --images, --epsilon,"
                            + " --step-size, --steps, --data and --device go with it. Nothing is"
                            + " stored.")
    private Path compact;

    @Override
    public Integer call() {
        ParseResult given = command.commandLine().getParseResult();
        boolean published = domain.published(given);
        if (compact != null) {
            checkAlone("--compact", WITH_COMPACT);
        } else if (runs.isFile()) {
            checkAlone("--onnx", WITH_ONNX);
        }
        List<Sweep> chosenSweeps = sweeps.stream().map(Sweep::of).toList();
        if (!chosenSweeps.isEmpty()) {
            Arguments.refuse(
                    given,
                    NOT_SWEPT::contains,
                    unswept -> "--sweep sets the attacks itself: leave out " + unswept);
        }
        RunStore store = runs.store();
        Evaluator evaluator =
                new Evaluator(store, data.folder()::load, TerminalProgress.ofProcess());
        PrintWriter out = command.commandLine().getOut();
        if (compact != null || runs.isFile()) {
            FileEvaluation found = compact != null ? evaluate(evaluator) : evaluateFile();
            found.lines().forEach(out::println);
            return ExitCode.OK;
        }
        List<Run> chosen = runs.in(store);
        chosen.forEach(run -> check(run.spec(), !chosenSweeps.isEmpty()));
        for (Run run : chosen) {
            if (published) {
                AttackDomainOption.print(
                        new PublishedEvaluator(data.folder()::load, TerminalProgress.ofProcess()),
                        run,
                        this::attack,
                        images,
                        again,
                        out);
            } else if (chosenSweeps.isEmpty()) {
                Evaluation result = evaluate(evaluator, store, run);
                out.println(result.run());
                result.lines().forEach(line -> out.println("  " + line));
            } else {
                sweep(evaluator, run, chosenSweeps, out);
            }
        }
        return ExitCode.OK;
    }

    /** Before the first of many minutes: an option without a meaning is a mistake. */
    private void check(ExperimentSpec trained, boolean sweep) {
        if (images != null) {
            Arguments.images(images, trained.recipe().dataset().testImages());
        }
        ensemble.check(trained, sweep);
    }

    private void checkAlone(String option, Set<String> allowed) {
        String reason = option + " measures a file, not runs; leave out ";
        Arguments.refuse(
                command.commandLine().getParseResult(),
                name -> !allowed.contains(name),
                others -> reason + others);
        if (!runs.ids().isEmpty()) {
            throw new UserError(reason + String.join(", ", runs.ids()));
        }
    }

    private FileEvaluation evaluateFile() {
        EvaluationSettings usual = EvaluationSettings.of(runs.usual());
        EvaluationSettings settings = settings(usual, usual.restarts(), null);
        try (OnnxMeasurement file = runs.file(data)) {
            return file.evaluate(settings);
        }
    }

    private FileEvaluation evaluate(Evaluator evaluator) {
        Dataset dataset = CompactFile.dataset(compact);
        Profile profile = dataset.synthetic() ? Profile.SMOKE : Profile.QUICK;
        EvaluationSettings usual =
                EvaluationSettings.of(Recipes.of(Method.ANP_VS, dataset, profile, Fidelity.PAPER));
        return evaluator.evaluate(compact, settings(usual, 1, null));
    }

    private EvaluationSettings settings(EvaluationSettings usual, int starts, String transfer) {
        return new EvaluationSettings(
                attack(usual.attack()),
                restarts == null ? starts : restarts,
                images == null ? usual.images() : Arguments.images(images, usual.images()),
                usual.batchSize(),
                usual.seed(),
                transfer);
    }

    private PgdSettings attack(PgdSettings usual) {
        if (steps != null) {
            UserError.unlessPositive("--steps", steps);
        }
        return new PgdSettings(
                epsilon == null ? usual.epsilon() : epsilon,
                stepSize == null ? usual.stepSize() : stepSize,
                steps == null ? usual.steps() : steps);
    }

    private void sweep(Evaluator evaluator, Run run, List<Sweep> sweeps, PrintWriter out) {
        out.println(run.id());
        for (Sweep sweep : sweeps) {
            for (EvaluationSettings settings : sweep.settings(run.spec().recipe(), images)) {
                out.println("  " + evaluator.evaluate(run, settings, again).attackLine());
            }
        }
    }

    private Evaluation evaluate(Evaluator evaluator, RunStore store, Run run) {
        ExperimentSpec trained = run.spec();
        EvaluationSettings usual = EvaluationSettings.of(trained.recipe());
        Run source = source(store, trained);
        EvaluationSettings settings =
                settings(usual, usual.restarts(), source == null ? null : source.id())
                        .withEnsemble(ensemble.change(usual.ensemble()));
        boolean stored = !again && evaluator.stored(run, settings).isPresent();
        if (transfer.equals("auto") && !stored && (source == null || !source.keepsWeights())) {
            command.commandLine()
                    .getErr()
                    .println(
                            run.id()
                                    + ": no black-box accuracy without a network to make examples"
                                    + " on; to get one: "
                                    + Commands.train(TransferSource.spec(trained)));
            settings = settings.withSource(null);
        }
        return evaluator.evaluate(run, settings, again);
    }

    private Run source(RunStore store, ExperimentSpec trained) {
        return switch (transfer) {
            case "none" -> null;
            case "auto" -> TransferSource.find(store, trained).orElse(null);
            default -> store.find(transfer);
        };
    }
}
