package anpvs.cli;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Another process of the kit, with this one's virtual machine, class path and environment. */
final class JavaProcess {
    private static final String THREADS = "OMP_NUM_THREADS";

    private JavaProcess() {}

    /**
     * @param threads how many threads its engine uses
     * @param words the command line of the kit
     * @return the process, not started yet; standard error goes where standard output goes
     */
    static ProcessBuilder builder(int threads, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(word -> !word.startsWith("-agentlib") && !word.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(new File("").getAbsoluteFile());
        builder.environment().put(THREADS, Integer.toString(threads));
        return builder;
    }

    /**
     * {@return the number of engine threads that the user chose, not a launcher; 0 for none}
     *
     * @param environment the environment variables
     */
    static int chosenThreads(Map<String, String> environment) {
        String threads = environment.getOrDefault(THREADS, "");
        boolean launcher = threads.equals(environment.get("ANPVS_DEFAULT_THREADS"));
        return launcher || !threads.matches("[1-9]\\d{0,3}") ? 0 : Integer.parseInt(threads);
    }
}
