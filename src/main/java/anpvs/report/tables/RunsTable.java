package anpvs.report.tables;

import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.report.Grid;
import anpvs.report.SavedTable;
import anpvs.store.Environment;
import anpvs.store.ExperimentSpec;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.Measurements;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Which runs stand behind the results, and how to get those that are missing. */
public final class RunsTable {
    private static final List<String> COLUMNS =
            List.of("method", "seed", "steps", "training time", "device", "run", "commit");

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
        String caption =
                "Finished runs ("
                        + origin.label()
                        + "; the profile asks for seeds "
                        + models.seeds()
                        + ")";
        List<List<Grid.Cell>> rows = runs.stream().map(RunsTable::row).toList();
        return new SavedTable(
                origin.id("runs"), new Grid(caption, COLUMNS, rows, notes), data(runs), origin);
    }

    private static Environment environment(Run run) {
        List<Provenance.Session> sessions = run.provenance().sessions();
        return sessions.get(sessions.size() - 1).environment();
    }

    private static List<Grid.Cell> row(Run run) {
        ExperimentSpec spec = run.spec();
        String commit = environment(run).commit();
        return List.of(
                Grid.Cell.of(spec.recipe().method().label()),
                Grid.Cell.of(Long.toString(spec.seed())),
                Grid.Cell.of(String.format("%,d", spec.recipe().totalSteps())),
                Grid.Cell.of(Progress.duration(run.provenance().seconds())),
                Grid.Cell.of(environment(run).deviceTitle()),
                Grid.Cell.of(run.id()),
                Grid.Cell.of(commit.substring(0, Math.min(10, commit.length()))));
    }

    private static Table data(List<Run> runs) {
        StringColumn method = StringColumn.create("method");
        IntColumn seed = IntColumn.create("seed");
        IntColumn steps = IntColumn.create("steps");
        DoubleColumn seconds = DoubleColumn.create("training_seconds");
        StringColumn device = StringColumn.create("device");
        StringColumn id = StringColumn.create("run");
        StringColumn commit = StringColumn.create("commit");
        for (Run run : runs) {
            method.append(run.spec().recipe().method().label());
            seed.append((int) run.spec().seed());
            steps.append(run.spec().recipe().totalSteps());
            seconds.append(run.provenance().seconds());
            device.append(environment(run).deviceTitle());
            id.append(run.id());
            commit.append(environment(run).commit());
        }
        return Table.create("runs", method, seed, steps, seconds, device, id, commit);
    }
}
