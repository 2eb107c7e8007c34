package anpvs.cli;

import anpvs.Texts;
import anpvs.UserError;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.Evaluation;
import anpvs.metric.Accuracy;
import anpvs.report.TableCell;
import anpvs.report.TableCell.Look;
import anpvs.report.TableView;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The runs of a store as a table, a line each. */
final class RunList {
    private RunList() {}

    static TableView of(RunStore store, List<Run> runs) {
        List<List<TableCell>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        TreeSet<Integer> steps = new TreeSet<>();
        for (Run run : runs) {
            try {
                RunSummary summary = RunSummary.of(run);
                steps.add(summary.spec().recipe().evaluation().steps());
                rows.add(row(summary));
            } catch (UserError damaged) {
                notes.add(run.id() + ": " + damaged.getMessage());
            }
        }
        for (Path folder : store.damaged()) {
            notes.add(folder.getFileName() + ": damaged: " + RunStore.damage(folder));
        }
        String attack = steps.size() == 1 ? "PGD-" + steps.first() : "PGD";
        return new TableView(
                runs.size() + (runs.size() == 1 ? " run in " : " runs in ") + store.root(),
                List.of("run", "clean", attack, "AutoAttack", "differs from the recipe"),
                rows,
                notes);
    }

    private static List<TableCell> row(RunSummary summary) {
        ExperimentSpec spec = summary.spec();
        Evaluation main = summary.evaluation();
        AttackRecord attack = summary.autoAttack();
        String state =
                summary.state() == Run.State.FINISHED
                        ? main == null ? "not evaluated" : ""
                        : summary.state().name().toLowerCase(Locale.ROOT);
        String changes = spec.changesInWords();
        int all = spec.recipe().dataset().testImages();
        return List.of(
                words(summary.run().id()),
                TableCell.of(main == null ? "-" : percent(main.clean(), all)),
                TableCell.of(main == null ? "-" : percent(main.attacked(), all)),
                TableCell.of(attack == null ? "-" : percent(attack.robust(), all)),
                words(
                        changes.isEmpty() || state.isEmpty()
                                ? changes + state
                                : changes + "; " + state));
    }

    private static TableCell words(String text) {
        return new TableCell(text, Look.TEXT);
    }

    /** With the number of images where they are not all. */
    private static String percent(Accuracy accuracy, int all) {
        String text = Texts.format("%.2f", accuracy.percent());
        return accuracy.images() == all ? text : Texts.format("%s of %,d", text, accuracy.images());
    }
}
