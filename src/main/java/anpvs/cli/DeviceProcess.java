package anpvs.cli;

import anpvs.grid.GridScheduler;
import anpvs.grid.RunGrid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Does each run of a grid in a process of its own on one device: {@code anpvs train --index N
 * --device DEVICE}. What the process says is printed behind the worker's name.
 *
 * @param name of the worker
 * @param device auto, cpu, gpu or gpu:N
 * @param threads how many threads the engine of the process uses
 * @param options of the grid, the runs and the data
 * @param out where the process's output goes
 */
record DeviceProcess(String name, String device, int threads, List<String> options, PrintWriter out)
        implements GridScheduler.Worker {
    @Override
    public String run(RunGrid.Entry entry) throws InterruptedException {
        try {
            Process process = builder(entry).start();
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

    /** {@return the process of a run, not started yet} */
    ProcessBuilder builder(RunGrid.Entry entry) {
        List<String> words = new ArrayList<>(List.of("train", "--wait"));
        words.addAll(List.of("--index", Integer.toString(entry.index()), "--device", device));
        words.addAll(options);
        return JavaProcess.builder(threads, words);
    }

    /** Prints what a process says and keeps its last line. */
    private final class Said extends Thread {
        private final Process process;
        private volatile String last = "";

        Said(Process process) {
            super("output of " + name);
            this.process = process;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        out.println(name + "  " + line);
                        last = line.replaceFirst("^anpvs: ", "");
                    }
                }
            } catch (IOException e) {
                last = "its output cannot be read: " + e.getMessage();
            }
        }
    }
}
