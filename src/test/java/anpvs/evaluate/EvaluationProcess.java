package anpvs.evaluate;

import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.train.Prints;
import java.nio.file.Path;

/** A process that evaluates a tiny run, to be killed. Arguments: store, id of the run. */
final class EvaluationProcess {
    private EvaluationProcess() {}

    /** Prints "batch" after each batch. */
    public static void main(String[] arguments) {
        RunStore store = new RunStore(Path.of(arguments[0]));
        new Evaluator(store, set -> Runs.GLYPHS, new Prints())
                .evaluate(store.find(arguments[1]), EvaluationResumeTest.SETTINGS);
    }
}
