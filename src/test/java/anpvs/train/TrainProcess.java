package anpvs.train;

import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that trains a tiny run, to be killed. Arguments: store, method, epochs. */
public final class TrainProcess {
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
    public static Process start(Path store, Method method, int epochs) throws IOException {
        return start(store, method, epochs, Map.of());
    }

    /** {@return such a process, started with more environment variables} */
    public static Process start(
            Path store, Method method, int epochs, Map<String, String> variables)
            throws IOException {
        return startMain(
                TrainProcess.class,
                variables,
                store.toString(),
                method.id(),
                Integer.toString(epochs));
    }

    /** {@return a process of this class path, its error stream in its output} */
    public static Process startMain(
            Class<?> main, Map<String, String> variables, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(variables);
        return builder.start();
    }
}
