package anpvs.report.tables;

import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.report.SavedTable;
import anpvs.report.TableColumn;
import anpvs.store.Environment;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.Measurements;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.List;

/** Which runs stand behind the results, and how to get those that are missing. */
public final class RunsTable {
    private static final List<TableColumn<Run>> COLUMNS =
            List.of(
                    TableColumn.words(
                            "method", "method", run -> run.spec().recipe().method().label()),
                    TableColumn.count("seed", "seed", run -> (int) run.spec().seed()),
                    TableColumn.count("steps", "steps", run -> run.spec().recipe().totalSteps()),
                    TableColumn.number(
                            "training_seconds",
                            "training time",
                            run -> run.provenance().seconds(),
                            run -> Progress.duration(run.provenance().seconds())),
                    TableColumn.words("device", "device", run -> environment(run).deviceTitle()),
                    TableColumn.words("run", "run", Run::id),
                    TableColumn.words(
                            "commit",
                            "commit",
                            run -> environment(run).commit(),
                            RunsTable::commit));

    private final Context context;
    private final TrainedModels models;

    private RunsTable(Context context) {
        this.context = context;
        this.models = new TrainedModels(context);
    }

    /** {@return the runs of every method, and what to type for what is missing} */
    public static SavedTable of(Context context) {
        List<Method> methods = List.of(Method.values());
        Measurements measurements = new Measurements(context);
        measurements.prepare(methods);
        methods.forEach(measurements::of);
        return new RunsTable(context).table(methods, measurements.unmeasuredAdvice());
    }

    private SavedTable table(List<Method> methods, List<String> unmeasured) {
        List<Run> runs = methods.stream().flatMap(m -> models.finished(m).stream()).toList();
        List<String> notes = new ArrayList<>();
        models.advice(models.missing(methods)).lines().forEach(notes::add);
        notes.addAll(unmeasured);
        if (!context.hasRuns()) {
            notes.add(models.noImages().strip());
        }
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        String seeds = "; the profile asks for seeds " + models.seeds();
        String caption = "Finished runs (" + origin.label() + seeds + ")";
        return SavedTable.of(origin.id("runs"), caption, COLUMNS, runs, notes, origin);
    }

    private static Environment environment(Run run) {
        List<Provenance.Session> sessions = run.provenance().sessions();
        return sessions.get(sessions.size() - 1).environment();
    }

    private static String commit(Run run) {
        String commit = environment(run).commit();
        return commit.substring(0, Math.min(10, commit.length()));
    }
}
