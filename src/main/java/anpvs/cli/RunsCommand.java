package anpvs.cli;

import anpvs.Texts;
import anpvs.UserError;
import anpvs.cli.options.Arguments;
import anpvs.cli.options.RunsOption;
import anpvs.cli.options.WideOption;
import anpvs.evaluate.AttackEvaluator;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.PublishedEvaluation;
import anpvs.progress.Progress;
import anpvs.store.EpochRecord;
import anpvs.store.ExperimentSpec;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.store.RunArchive;
import anpvs.store.RunDifference;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import anpvs.store.WeightsNotKept;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code anpvs runs}: what is stored. */
@Command(
        name = "runs",
        description = "List runs, show one, compare two.",
        synopsisSubcommandLabel = "COMMAND")
final class RunsCommand implements Runnable {
    @Spec private CommandSpec command;

    /** Reached when no command was named. */
    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "name a command");
    }

    @Command(
            name = "list",
            description =
                    "One line for each run: its id (data set, method, profile, seed), its accuracy in"
                            + " per cent on clean images, under the recipe's attack from one start,"
                            + " and under AutoAttack, and in what it differs from the method's recipe.")
    void list(@Mixin RunsOption runs, @Mixin WideOption width) {
        PrintWriter out = command.commandLine().getOut();
        RunStore store = new RunStore(runs.folder());
        List<Run> all = store.list();
        if (all.isEmpty() && store.damaged().isEmpty()) {
            out.printf("no runs in %s (%s train makes some)%n", store.root(), Called.name());
        } else {
            out.print(RunList.of(store, all).toText(width.characters()));
        }
    }

    private static String line(Run run) {
        try {
            ExperimentSpec spec = run.spec();
            if (run.state() == Run.State.NEW) {
                return Texts.format("%-45s new: no checkpoint yet", run.id());
            }
            return Texts.format(
                    "%-45s %-12s %,d of %,d steps, %s",
                    run.id(),
                    spec.isImported() ? "imported" : run.state().name().toLowerCase(Locale.ROOT),
                    Math.max(0, run.checkpoints().lastStep()),
                    spec.recipe().totalSteps(),
                    Progress.duration(run.provenance().seconds()));
        } catch (UserError e) {
            return Texts.format("%-45s %s", run.id(), e.getMessage());
        }
    }

    @Command(
            name = "show",
            description = {
                "Everything about a run; its checkpoints are verified.",
                "Ends with 1 if a checkpoint, or a file of adversarial images, is damaged."
            })
    int show(
            @Mixin RunsOption runs,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "RUN",
                            description = "Id of the run, or its beginning.")
                    String id) {
        PrintWriter out = command.commandLine().getOut();
        Run run = new RunStore(runs.folder()).find(Arguments.needed(id, "RUN"));
        out.println(line(run));
        if (run.state() == Run.State.NEW) {
            out.println("folder: " + run.folder());
            out.println("spec: " + run.spec().canonicalJson());
            return ExitCode.OK;
        }
        RunSummary summary = RunSummary.of(run);
        String changes = summary.spec().changesInWords();
        out.println("differs from the recipe: " + (changes.isEmpty() ? "in nothing" : changes));
        Evaluation main = summary.evaluation();
        if (main != null) {
            out.println("main evaluation:");
            indented(main.lines(), out);
        }
        if (summary.autoAttack() != null) {
            indented(summary.autoAttack().lines(), out);
        }
        out.println("folder: " + run.folder());
        out.println("spec: " + run.spec().canonicalJson());
        run.failure()
                .ifPresent(
                        failure ->
                                out.printf(
                                        "failed at step %s: %s%n",
                                        failure.step(), failure.reason()));
        for (Provenance.Session session : run.provenance().sessions()) {
            out.printf(
                    "trained: steps %s to %s from %s in %s%s, commit %s, %s, %s, %s, %s threads%s%s%n",
                    session.fromStep(),
                    session.toStep(),
                    session.started(),
                    Progress.duration(session.seconds()),
                    session.processorSeconds() == null
                            ? ""
                            : " (%s of processor time)"
                                    .formatted(Progress.duration(session.processorSeconds())),
                    session.environment().commit(),
                    session.environment().engine(),
                    session.environment().device(),
                    session.environment().cpu(),
                    session.environment().threads(),
                    unlessNull(", training attack in ", session.attackPrecision()),
                    unlessNull(", passes that train in ", session.passPrecision()));
        }
        run.provenance().data().forEach((name, sum) -> out.println("data: " + name + " " + sum));
        for (EpochRecord epoch : run.epochs()) {
            out.printf(
                    Locale.ROOT,
                    "epoch %d: loss %.4f, %s, active units %s%n",
                    epoch.epoch(),
                    epoch.total(),
                    epoch.accuracies(),
                    epoch.active().isEmpty() ? "all" : epoch.active());
        }
        for (Evaluation evaluation : Evaluation.of(run).all()) {
            if (!evaluation.equals(main)) {
                out.println("evaluation:");
                indented(evaluation.lines(), out);
            }
        }
        for (PublishedEvaluation published : PublishedEvaluation.of(run).all()) {
            out.println("as the published code measures it:");
            indented(published.lines(), out);
        }
        boolean images = attackImages(run, out);
        return checkpoints(run, out) && images ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void indented(List<String> lines, PrintWriter out) {
        lines.forEach(line -> out.println("  " + line));
    }

    private static String unlessNull(String before, String text) {
        return text == null ? "" : before + text;
    }

    private static boolean attackImages(Run run, PrintWriter out) {
        boolean good = true;
        for (AttackRecord record : AttackRecord.of(run).all()) {
            good &= isGood(() -> AttackEvaluator.checkImages(run, record), out);
        }
        return good;
    }

    private static boolean checkpoints(Run run, PrintWriter out) {
        List<Path> files = run.checkpoints().files();
        boolean good = true;
        if (files.isEmpty() && run.state() == Run.State.FINISHED) {
            good = isGood(() -> readArchived(run, out), out);
        }
        for (Path file : files) {
            good &=
                    isGood(
                            () -> {
                                run.checkpoints().load(file);
                                out.println("checkpoint: " + file.getFileName() + " good");
                            },
                            out);
        }
        return good;
    }

    private static void readArchived(Run run, PrintWriter out) {
        try (TrainedModel model = TrainedModel.open(run)) {
            out.println("archived: " + model.arrays().size() + " arrays, good");
        } catch (WeightsNotKept e) {
            out.println("archived: " + e.getMessage());
        }
    }

    /** {@return whether a reading succeeds; what is damaged is printed} */
    private static boolean isGood(Runnable reading, PrintWriter out) {
        try {
            reading.run();
            return true;
        } catch (UserError e) {
            out.println(e.getMessage());
            return false;
        }
    }

    @Command(
            name = "archive",
            description = {
                "Copy finished runs to another folder, small enough to be kept with code: all records,"
                        + " the final weights, and the images that AutoAttack left; and list the"
                        + " SHA-256 sums of all files there in SHA256SUMS.",
                "An archive is a folder of runs like any other: --runs DIR shows, evaluates and"
                        + " attacks them."
            })
    void archive(
            @Mixin RunsOption runs,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "DIR",
                            description = "The archive's folder.")
                    Path target,
            @Option(
                            names = "--records-only",
                            description = "Neither weights nor images: evidence of more seeds.")
                    boolean recordsOnly,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "RUN",
                            description = "Ids of runs, or their beginnings.")
                    List<String> ids) {
        RunStore store = new RunStore(runs.folder());
        RunArchive archive = new RunArchive(target);
        for (Run run : ids.stream().map(store::find).toList()) {
            archive.add(run, !recordsOnly);
            command.commandLine().getOut().println(run.id() + " -> " + target);
        }
    }

    @Command(
            name = "diff",
            description = "Every field in which the specs, data and provenance of two runs differ.")
    void diff(
            @Mixin RunsOption runs,
            @Parameters(arity = "0..1", index = "0", paramLabel = "RUN", description = "A run.")
                    String first,
            @Parameters(arity = "0..1", index = "1", paramLabel = "OTHER", description = "Another.")
                    String second) {
        PrintWriter out = command.commandLine().getOut();
        RunStore store = new RunStore(runs.folder());
        List<RunDifference> differences =
                RunDifference.between(
                        store.find(Arguments.needed(first, "RUN")),
                        store.find(Arguments.needed(second, "second RUN")));
        for (RunDifference one : differences) {
            out.printf("%s: %s | %s%n", one.field(), one.first(), one.second());
        }
        if (differences.isEmpty()) {
            out.println("no difference");
        }
    }
}
