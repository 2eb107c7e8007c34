package anpvs.evaluate;

import anpvs.progress.Progress;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import java.nio.file.Path;

/** A process that evaluates a tiny run, to be killed. Arguments: store, id of the run. */
final class EvaluationProcess {
    private EvaluationProcess() {}

    /** Prints "batch" after each batch. */
    public static void main(String[] arguments) {
        Progress printing =
                new Progress() {
                    @Override
                    public void update(Status status) {
                        System.out.println("batch");
                    }

                    @Override
                    public void note(String line) {
                        System.out.println(line);
                    }
                };
        RunStore store = new RunStore(Path.of(arguments[0]));
        new Evaluator(store, set -> Runs.GLYPHS, printing)
                .evaluate(store.find(arguments[1]), EvaluationResumeTest.SETTINGS);
    }
}
