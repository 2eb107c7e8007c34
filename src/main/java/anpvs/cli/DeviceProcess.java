package anpvs.cli;

import anpvs.experiment.GridScheduler;
import anpvs.experiment.RunGrid;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Does each run of a grid in a process of its own on one device: {@code anpvs train --index N
 * --device DEVICE}. What the process says is printed behind the device's name.
 *
 * @param device auto, cpu, gpu or gpu:N
 * @param neighbours how many such workers there are, among which the threads are divided
 * @param options of the grid, the runs and the data
 * @param out where the process's output goes
 */
record DeviceProcess(String device, int neighbours, List<String> options, PrintWriter out)
        implements GridScheduler.Worker {
    private static final String THREADS = "OMP_NUM_THREADS";

    @Override
    public String run(RunGrid.Entry entry) throws InterruptedException {
        try {
            Process process = builder(entry, System.getenv().getOrDefault(THREADS, "")).start();
            process.getOutputStream().close();
            Said said = new Said(process);
            said.start();
            try {
                process.waitFor();
            } finally {
                process.destroy(); // where it goes on, SIGTERM: it stores a checkpoint
                process.onExit().join();
                said.join();
            }
            int code = process.exitValue();
            return code == 0 ? null : said.last.isEmpty() ? "exit code " + code : said.last;
        } catch (IOException e) {
            return "no process could be started: " + e.getMessage();
        }
    }

    /**
     * @param entry the run
     * @param threads how many threads the engine is to use in all; every core if that is no number
     */
    ProcessBuilder builder(RunGrid.Entry entry, String threads) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(word -> !word.startsWith("-agentlib") && !word.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "train", "--wait"));
        command.addAll(List.of("--index", Integer.toString(entry.index()), "--device", device));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(new File("").getAbsoluteFile());
        int all =
                threads.matches("[1-9]\\d{0,3}")
                        ? Integer.parseInt(threads)
                        : Runtime.getRuntime().availableProcessors();
        builder.environment().put(THREADS, Integer.toString(Math.max(1, all / neighbours)));
        return builder;
    }

    /** Prints what a process says and keeps its last line. */
    private final class Said extends Thread {
        private final Process process;
        private volatile String last = "";

        Said(Process process) {
            super("output of " + device);
            this.process = process;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        out.println(device + "  " + line);
                        last = line.replaceFirst("^anpvs: ", "");
                    }
                }
            } catch (IOException e) {
                last = "its output cannot be read: " + e.getMessage();
            }
        }
    }
}
