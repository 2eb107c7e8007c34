package anpvs.experiment;

import anpvs.method.Method;
import java.nio.file.Path;

/** A process that trains a tiny run, to be killed. Arguments: store, method, epochs. */
final class TrainProcess {
    private TrainProcess() {}

    /** Prints "step N" after each step. */
    public static void main(String[] arguments) {
        Progress printing =
                new Progress() {
                    @Override
                    public void update(Status status) {
                        System.out.println("step " + status.done());
                    }

                    @Override
                    public void note(String line) {
                        System.out.println(line);
                    }
                };
        ExperimentSpec spec = Runs.tiny(Method.of(arguments[1]), Integer.parseInt(arguments[2]));
        Runs.trainer(Path.of(arguments[0]), printing).train(spec);
    }

    /** {@return such a process, started} */
    static Process start(Path store, Method method, int epochs) throws java.io.IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainProcess.class.getName(),
                        store.toString(),
                        method.id(),
                        Integer.toString(epochs))
                .redirectErrorStream(true)
                .start();
    }
}
