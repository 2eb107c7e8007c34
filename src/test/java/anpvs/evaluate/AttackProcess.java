package anpvs.evaluate;

import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.train.Prints;
import java.nio.file.Path;

/** A process that attacks a tiny run, to be killed. Arguments: store, id of the run. */
final class AttackProcess {
    private AttackProcess() {}

    /** Prints "part" after each attack and batch. */
    public static void main(String[] arguments) {
        RunStore store = new RunStore(Path.of(arguments[0]));
        new AttackEvaluator(store, set -> Runs.GLYPHS, new Prints())
                .attack(store.find(arguments[1]), AttackEvaluatorTest.SETTINGS, false);
    }
}
