package anpvs.evaluate;

import anpvs.progress.Progress;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import java.nio.file.Path;

/** A process that attacks a tiny run, to be killed. Arguments: store, id of the run. */
final class AttackProcess {
    private AttackProcess() {}

    /** Prints "part" after each attack and batch. */
    public static void main(String[] arguments) {
        Progress printing =
                new Progress() {
                    @Override
                    public void update(Status status) {
                        System.out.println("part");
                    }

                    @Override
                    public void note(String line) {
                        System.out.println(line);
                    }
                };
        RunStore store = new RunStore(Path.of(arguments[0]));
        new AttackEvaluator(store, set -> Runs.GLYPHS, printing)
                .attack(store.find(arguments[1]), AttackEvaluatorTest.SETTINGS);
    }
}
