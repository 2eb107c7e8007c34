package anpvs.cli;

import anpvs.UserError;
import anpvs.check.Check;
import anpvs.check.CheckSettings;
import anpvs.check.CheckVerdict;
import anpvs.check.Finding;
import anpvs.check.SanityChecks;
import anpvs.cli.options.Arguments;
import anpvs.cli.options.DataOption;
import anpvs.cli.options.MeasuredRuns;
import anpvs.evaluate.CheckRecord;
import anpvs.evaluate.Checker;
import anpvs.evaluate.OnnxMeasurement;
import anpvs.method.Recipe;
import anpvs.progress.TerminalProgress;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs check}: is the robustness of a run to be believed? */
@Command(
        name = "check",
        description = {
            "Check finished runs for false robustness: whether attacks find what they must find if"
                    + " their gradients are sound. Each check asks a question and answers PASS, WARN or"
                    + " FAIL with its numbers.",
            "What they find is stored with the run and not computed again; the adversarial images"
                    + " lie beside it as .npz. No evaluation and no table is changed.",
            "Ends with 1 if a check fails."
        })
final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private MeasuredRuns runs;
    @Mixin private DataOption data;

    /** For the help text. */
    static final class CheckNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SanityChecks.ids().iterator();
        }
    }

    @Option(
            names = "--images",
            paramLabel = "N",
            description =
                    "Use the first N test images. Default: 40 in smoke, 200 in quick, 1,000 in"
                            + " paper; half of that on images in colour but in paper.")
    private Integer images;

    @Option(
            names = "--checks",
            split = ",",
            paramLabel = "CHECK",
            completionCandidates = CheckNames.class,
            description = "Only these, of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<String> checks = SanityChecks.ids();

    @Option(
            names = "--transfer",
            split = ",",
            paramLabel = "RUN",
            description =
                    "More runs on which transfer examples are made. Those of the same recipe with"
                            + " another seed, and the run that this one started from, are taken where"
                            + " they are there.")
    private List<String> sources = new ArrayList<>();

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            description =
                    "With --onnx: radius on the scale of pixels in [0, 1], the step in proportion."
                            + " Default: that of the paper for the images.")
    private Double epsilon;

    @Option(
            names = "--again",
            description = "Make also the checks whose findings are stored, and replace these.")
    private boolean again;

    @Override
    public Integer call() {
        RunStore store = runs.store();
        List<Run> chosen = runs.isFile() ? List.of() : runs.in(store);
        List<Run> more = sources.stream().map(store::find).toList();
        List<Check> asked = SanityChecks.of(checks);
        Checker checker = new Checker(store, data.folder()::load, TerminalProgress.ofProcess());
        PrintWriter out = command.commandLine().getOut();
        long failures = 0;
        if (runs.isFile()) {
            failures += report(checkFile(asked), out);
        }
        for (Run run : chosen) {
            CheckSettings settings = settings(run.spec().recipe());
            failures += report(checker.check(run, settings, asked, more, again), out);
        }
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private CheckRecord checkFile(List<Check> asked) {
        if (!sources.isEmpty()) {
            throw new UserError("--transfer goes with runs, not with --onnx");
        }
        CheckSettings settings = settings(runs.usual());
        try (OnnxMeasurement file = runs.file(data)) {
            return file.check(
                    epsilon == null ? settings : settings.withEpsilon(epsilon), asked, again);
        }
    }

    private CheckSettings settings(Recipe recipe) {
        if (epsilon != null && !runs.isFile()) {
            throw new UserError("--epsilon goes with --onnx; a run is checked at its own radius");
        }
        CheckSettings usual = Checker.settings(recipe);
        return images == null
                ? usual
                : usual.withImages(Arguments.images(images, recipe.dataset().testImages()));
    }

    /** {@return how many checks failed, after printing what all of them found} */
    private long report(CheckRecord record, PrintWriter out) {
        CheckSettings settings = record.settings();
        out.printf(
                Locale.ROOT,
                "%s: %,d test images, PGD-%d, epsilon %s, step %s%n",
                record.run(),
                settings.images(),
                settings.steps(),
                settings.epsilon(),
                settings.stepSize());
        List<Finding> shown =
                record.findings().stream().filter(f -> checks.contains(f.check())).toList();
        for (Finding finding : shown) {
            boolean none = finding.verdict() == CheckVerdict.NONE;
            out.printf(
                    Locale.ROOT,
                    "%-4s  %-15s %s%n",
                    none ? "-" : finding.verdict(),
                    finding.check(),
                    none ? finding.note() : finding.evidenceText());
            if (!none && !finding.note().isEmpty()) {
                more(out, finding.note());
            }
            if (finding.verdict() == CheckVerdict.FAIL) {
                more(out, finding.question() + " No. " + finding.meaning());
            }
        }
        Map<CheckVerdict, Long> counts =
                shown.stream()
                        .collect(Collectors.groupingBy(Finding::verdict, Collectors.counting()));
        long failed = counts.getOrDefault(CheckVerdict.FAIL, 0L);
        out.printf(
                Locale.ROOT,
                "%d PASS, %d WARN, %d FAIL, %d without an answer%n",
                counts.getOrDefault(CheckVerdict.PASS, 0L),
                counts.getOrDefault(CheckVerdict.WARN, 0L),
                failed,
                counts.getOrDefault(CheckVerdict.NONE, 0L));
        return failed;
    }

    private static void more(PrintWriter out, String text) {
        out.printf(Locale.ROOT, "%22s%s%n", "", text);
    }
}
