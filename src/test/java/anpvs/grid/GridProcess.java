package anpvs.grid;

import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A process that works through a tiny grid, to be killed. Argument: the store. */
final class GridProcess {
    private GridProcess() {}

    /** Standard, ANP that starts from it, and AT, each with one short evaluation. */
    static RunGrid tiny() {
        RunGrid.Builder builder = new RunGrid.Builder();
        ExperimentSpec standard = Runs.tiny(Method.STANDARD, 2);
        ExperimentSpec pruned = Runs.tinyFrom(Method.STANDARD, 2, Method.ANP, 3);
        for (ExperimentSpec spec : List.of(standard, pruned, Runs.tiny(Method.AT, 2))) {
            builder.add(spec, List.of(evaluation()), Set.of(PaperPart.TABLE_1));
        }
        return builder.build();
    }

    static EvaluationSettings evaluation() {
        return new EvaluationSettings(new PgdSettings(0.1, 0.05, 1), 1, 8, 4, 0, null);
    }

    static GridRunner runner(Path store, Progress progress) {
        return new GridRunner(new RunStore(store), dataset -> Runs.GLYPHS, progress);
    }

    /**
     * Prints "step N" after each step and ends like a killed process at one of them.
     *
     * @param arguments the store, and what that line contains
     */
    public static void main(String[] arguments) {
        Progress printing =
                new Progress() {
                    @Override
                    public void update(Status status) {
                        String line = "step " + status.title() + " " + status.done();
                        System.out.println(line);
                        if (line.contains(arguments[1])) {
                            Runtime.getRuntime().halt(137); // as SIGKILL leaves it
                        }
                    }

                    @Override
                    public void note(String line) {
                        System.out.println(line);
                    }
                };
        System.out.println("failed: " + runner(Path.of(arguments[0]), printing).runAll(tiny()));
    }
}
