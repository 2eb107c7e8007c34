package anpvs.report;

import anpvs.experiment.ExperimentSpec;
import anpvs.experiment.Progress;
import anpvs.experiment.Provenance;
import anpvs.experiment.Run;
import anpvs.method.Method;
import java.util.ArrayList;
import java.util.List;

/** Which runs stand behind the results, and how to get those that are missing. */
final class RunsTable {
    private static final List<String> COLUMNS =
            List.of("method", "seed", "steps", "training time", "device", "run", "commit");

    private final Context context;
    private final TrainedModels models;

    private RunsTable(Context context) {
        this.context = context;
        this.models = new TrainedModels(context);
    }

    /** {@return the runs of every method, and what to type for what is missing} */
    static Grid of(Context context) {
        List<Method> methods = List.of(Method.values());
        Measurements measurements = new Measurements(context);
        measurements.prepare(methods);
        methods.forEach(measurements::of);
        return new RunsTable(context).grid(methods, measurements.unmeasuredAdvice());
    }

    private Grid grid(List<Method> methods, List<String> unmeasured) {
        List<List<Grid.Cell>> rows = new ArrayList<>();
        for (Method method : methods) {
            for (Run run : models.finished(method)) {
                rows.add(row(method, run));
            }
        }
        List<String> notes = new ArrayList<>();
        List<ExperimentSpec> missing = models.missing(methods);
        if (!missing.isEmpty()) {
            notes.add(models.advice(missing));
        }
        notes.addAll(unmeasured);
        String caption =
                "Finished runs ("
                        + context.origin(List.of()).label()
                        + "; the profile asks for seeds "
                        + models.seeds()
                        + ")";
        return new Grid(caption, COLUMNS, rows, notes);
    }

    private static List<Grid.Cell> row(Method method, Run run) {
        ExperimentSpec spec = run.spec();
        Provenance provenance = run.provenance();
        List<Provenance.Session> sessions = provenance.sessions();
        Provenance.Session last = sessions.get(sessions.size() - 1);
        String commit = last.environment().commit();
        return List.of(
                Grid.Cell.of(method.label()),
                Grid.Cell.of(Long.toString(spec.seed())),
                Grid.Cell.of(String.format("%,d", spec.recipe().totalSteps())),
                Grid.Cell.of(Progress.duration(provenance.seconds())),
                Grid.Cell.of(last.environment().device()),
                Grid.Cell.of(run.id()),
                Grid.Cell.of(commit.substring(0, Math.min(10, commit.length()))));
    }
}
