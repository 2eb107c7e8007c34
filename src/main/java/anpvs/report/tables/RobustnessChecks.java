package anpvs.report.tables;

import anpvs.Texts;
import anpvs.check.Check;
import anpvs.check.CheckSettings;
import anpvs.check.CheckVerdict;
import anpvs.check.Finding;
import anpvs.check.SanityChecks;
import anpvs.evaluate.CheckRecord;
import anpvs.evaluate.Checker;
import anpvs.grid.GridCosts;
import anpvs.method.Method;
import anpvs.method.Recipe;
import anpvs.report.Numbers;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.report.TableView;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the checks against false robustness found, one run of each method. They are read from the
 * store; only the smoke profile, where they take seconds, makes what is missing.
 *
 * @param records what is stored, by method
 * @param origin where it comes from
 * @param advice how to get what is missing
 */
public record RobustnessChecks(
        Map<Method, CheckRecord> records, Origin origin, List<String> advice) {
    /**
     * What is always shown: a row without a mask and one with everything. Others join them outside
     * of the smoke profile, where they have been checked.
     */
    private static final List<Method> SHOWN = List.of(Method.AT, Method.ANP_VS);

    /**
     * @param context a data set
     * @return what is known of it
     * @throws MissingModel if the profile has no runs on it, or makes no checks of them
     */
    public static RobustnessChecks of(Context context) {
        TrainedModels models = new TrainedModels(context);
        models.needImages();
        Checker checker = new Checker(context.store(), context::images, context.progress());
        return context.smoke() ? made(context, models, checker) : stored(context, models, checker);
    }

    private static RobustnessChecks made(Context context, TrainedModels models, Checker checker) {
        if (context.dataset().channels() == 3) {
            throw new MissingModel(
                    "The profile smoke makes checks of the small networks only; those of VGG-16 take"
                            + " minutes. Profile quick reads what environment/anpvs check has"
                            + " stored.\n");
        }
        models.prepare(SHOWN, false);
        List<Run> runs = SHOWN.stream().map(models::one).toList();
        Map<Method, CheckRecord> records = new LinkedHashMap<>();
        for (Run run : runs) {
            Recipe recipe = run.spec().recipe();
            CheckSettings settings = Checker.settings(recipe);
            // the other rows are networks for examples to be transferred from
            List<Run> others = runs.stream().filter(r -> !r.id().equals(run.id())).toList();
            records.put(
                    recipe.method(),
                    checker.stored(run, settings)
                            .filter(record -> missing(record).isEmpty())
                            .orElseGet(
                                    () ->
                                            checker.check(
                                                    run,
                                                    settings,
                                                    SanityChecks.all(),
                                                    others,
                                                    false)));
        }
        return new RobustnessChecks(records, origin(context, records), List.of());
    }

    private static RobustnessChecks stored(Context context, TrainedModels models, Checker checker) {
        Map<Method, CheckRecord> records = new LinkedHashMap<>();
        List<String> waiting = new ArrayList<>();
        double seconds = 0;
        for (Method method : Method.values()) {
            List<Run> runs = models.finished(method);
            for (Run run : runs) {
                CheckSettings settings = Checker.settings(run.spec().recipe());
                checker.storedOfMostImages(run, settings)
                        .ifPresent(record -> records.putIfAbsent(method, record));
            }
            CheckRecord known = records.get(method);
            List<Check> left = known == null ? SanityChecks.all() : missing(known);
            if (!runs.isEmpty() && !left.isEmpty()) {
                waiting.add(known == null ? runs.get(0).id() : known.run());
                seconds += seconds(context, runs.get(0).spec().recipe(), left);
            }
        }
        List<String> advice = new ArrayList<>();
        if (!waiting.isEmpty()) {
            advice.add(
                    MissingModel.LINE
                            + "checks of "
                            + (waiting.size() == 1 ? "one run" : waiting.size() + " runs")
                            + GridCosts.about(seconds)
                            + ": environment/anpvs check "
                            + String.join(" ", waiting)
                            + "\n");
        }
        advice.addAll(models.advised(SHOWN));
        if (records.isEmpty()) {
            throw new MissingModel(String.join("", advice));
        }
        return new RobustnessChecks(records, origin(context, records), advice);
    }

    private static double seconds(Context context, Recipe recipe, List<Check> checks) {
        CheckSettings settings = Checker.settings(recipe);
        double passes = checks.stream().mapToDouble(check -> check.passes(settings)).sum();
        return passes * settings.images() * context.costs().passSeconds(recipe);
    }

    private static List<Check> missing(CheckRecord record) {
        return SanityChecks.all().stream()
                .filter(check -> record.finding(check.id()).isEmpty())
                .toList();
    }

    private static Origin origin(Context context, Map<Method, CheckRecord> records) {
        return context.origin(records.values().stream().map(CheckRecord::run).toList());
    }

    /** {@return a row for each check, a column for each method} */
    public SavedTable verdicts() {
        List<TableColumn<Check>> columns = new ArrayList<>();
        columns.add(TableColumn.shown("check", Check::id));
        columns.add(
                TableColumn.shown("question; yes is good", Check::question)
                        .in(TableCell.Look.TEXT));
        records.forEach(
                (method, record) ->
                        columns.add(
                                TableColumn.<Check>shown(method.label(), Check::id)
                                        .in(check -> verdict(record.finding(check.id())))));
        List<String> notes = new ArrayList<>();
        records.forEach((method, record) -> notes.addAll(notes(method, record)));
        notes.add(
                TableColumn.NONE
                        + ": the question does not apply, or was not asked; the table of one"
                        + " method's findings says why.");
        notes.addAll(advice);
        String caption = origin.caption("Checks against false robustness");
        TableView grid = TableColumn.grid(caption, columns, SanityChecks.all(), notes);
        return new SavedTable(
                origin.id("check-verdicts"), grid, FindingLine.table(records), origin);
    }

    private static TableCell verdict(Optional<Finding> finding) {
        CheckVerdict verdict = finding.map(Finding::verdict).orElse(CheckVerdict.NONE);
        return switch (verdict) {
            case PASS, WARN -> TableCell.of(verdict.name());
            case FAIL -> new TableCell(verdict.name(), TableCell.Look.BEST);
            case NONE -> TableCell.of(TableColumn.NONE);
        };
    }

    private static List<String> notes(Method method, CheckRecord record) {
        List<String> notes = new ArrayList<>();
        notes.add(
                Texts.format(
                        "%s (%s): %d PASS, %d WARN, %d FAIL; %s.",
                        method.label(),
                        record.run(),
                        record.count(CheckVerdict.PASS),
                        record.count(CheckVerdict.WARN),
                        record.count(CheckVerdict.FAIL),
                        attack(record)));
        for (Finding finding : record.findings()) {
            if (finding.verdict() == CheckVerdict.WARN || finding.verdict() == CheckVerdict.FAIL) {
                notes.add(
                        "  "
                                + finding.verdict()
                                + ", "
                                + finding.check()
                                + ": "
                                + explained(finding));
            }
        }
        return notes;
    }

    private static String attack(CheckRecord record) {
        CheckSettings settings = record.settings();
        return Texts.format(
                "the first %,d test images, \u03b5 = %s, PGD-%d from one start",
                settings.images(), Numbers.decimal(settings.epsilon()), settings.steps());
    }

    /** What is said of this result; of a failure, or where nothing is, what a failure means. */
    private static String explained(Finding finding) {
        boolean both = finding.verdict() == CheckVerdict.FAIL && !finding.note().isEmpty();
        return both
                ? finding.note() + " " + finding.meaning()
                : finding.note().isEmpty() ? finding.meaning() : finding.note();
    }

    /**
     * @param method a method
     * @return its findings with their evidence
     * @throws MissingModel if nothing is stored of it
     */
    public SavedTable findings(Method method) {
        CheckRecord record = records.get(method);
        if (record == null) {
            throw new MissingModel(
                    "No checks of " + method.label() + " are stored.\n" + String.join("", advice));
        }
        List<String> notes = new ArrayList<>();
        notes.add(
                "Accuracies after the attack that is named, on "
                        + attack(record)
                        + ". Where one attack must be at least as strong as another, a difference the"
                        + " wrong way is FAIL where chance gives it in less than one of a hundred"
                        + " cases (exact paired test), else WARN.");
        List<Check> left = missing(record);
        if (!left.isEmpty()) {
            notes.add(
                    MissingModel.LINE
                            + "checks "
                            + String.join(", ", left.stream().map(Check::id).toList())
                            + ": environment/anpvs check "
                            + record.run());
        }
        TableView grid =
                TableColumn.grid(
                        origin.caption(method.label() + ": findings of the checks"),
                        FINDINGS,
                        record.findings(),
                        notes);
        Map<Method, CheckRecord> one = Map.of(method, record);
        Origin its =
                new Origin(
                        origin.profile(), origin.dataset(), origin.commit(), List.of(record.run()));
        String id = origin.id("check-findings-" + method.id());
        return new SavedTable(id, grid, FindingLine.table(one), its);
    }

    private static final List<TableColumn<Finding>> FINDINGS =
            List.of(
                    TableColumn.shown("check", Finding::check),
                    TableColumn.<Finding>shown("verdict", one -> one.verdict().name())
                            .in(one -> verdict(Optional.of(one))),
                    TableColumn.shown("evidence", Finding::evidenceText).in(TableCell.Look.TEXT),
                    TableColumn.shown(
                                    "what a failure would mean, or why this verdict",
                                    RobustnessChecks::explained)
                            .in(TableCell.Look.TEXT));
}
