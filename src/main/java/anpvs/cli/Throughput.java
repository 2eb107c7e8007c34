package anpvs.cli;

import anpvs.UserError;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a whole machine gets done.
 *
 * @param method what was trained
 * @param processes how many at the same time
 * @param threads engine threads of each
 * @param imagesPerSecond of all together
 */
record Throughput(String method, int processes, int threads, double imagesPerSecond) {
    /** How long each process trains. */
    static final double SECONDS = 10;

    /** What a process says when it is warm. */
    static final String READY = "ready";

    /**
     * One process with all cores, then one for each core; with AT, then with ANP-VS.
     *
     * @param words the network, as the command line of {@code anpvs bench} has it
     * @param progress told how far it is
     * @return the measurements
     */
    static List<Throughput> measure(List<String> words, Progress progress) {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Throughput> found = new ArrayList<>();
        for (String method : List.of("at", "anp-vs")) {
            for (int processes : cores == 1 ? new int[] {1} : new int[] {1, cores}) {
                progress.note("images a second: " + method + ", " + processes + " at a time");
                double rate = together(words, method, processes, cores / processes);
                found.add(new Throughput(method, processes, cores / processes, rate));
            }
        }
        return found;
    }

    private static double together(List<String> words, String method, int processes, int threads) {
        List<String> line = new ArrayList<>(List.of("bench", "--images-a-second", method));
        line.addAll(words);
        List<Process> all = new ArrayList<>();
        try {
            List<Said> said = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                Process one = JavaProcess.builder(threads, line).start();
                all.add(one);
                said.add(new Said(one, one.inputReader(StandardCharsets.UTF_8)));
            }
            for (Said one : said) {
                await(one);
            }
            for (Process one : all) {
                one.getOutputStream().write('\n');
                one.getOutputStream().close();
            }
            double rate = 0;
            for (Said one : said) {
                rate += number(one);
            }
            return rate;
        } catch (InterruptedException e) {
            throw new InterruptedRun(
                    "the benchmark was interrupted; nothing of it is stored, repeat the command");
        } catch (IOException e) {
            throw new UserError("a process of the benchmark ended: " + e.getMessage(), e);
        } finally {
            all.forEach(Process::destroy);
        }
    }

    /** What a process says, line by line. */
    private record Said(Process process, BufferedReader lines) {
        /** Reading a pipe cannot be interrupted, so it begins when there is something to read. */
        private String line() throws IOException, InterruptedException {
            while (!lines.ready() && process.isAlive()) {
                Thread.sleep(20);
            }
            return lines.readLine();
        }

        /** The line that was waited for, else the last one. */
        String until(String awaited) throws IOException, InterruptedException {
            String last = "it said nothing";
            for (String line = line(); line != null; line = line()) {
                last = line;
                if (line.equals(awaited)) {
                    break;
                }
            }
            return last;
        }
    }

    /** Its last line; before it the engine may have remarked something. */
    private static double number(Said process) throws IOException, InterruptedException {
        String last = process.until(null);
        try {
            return Double.parseDouble(last);
        } catch (NumberFormatException e) {
            throw new IOException(last, e);
        }
    }

    private static void await(Said process) throws IOException, InterruptedException {
        String last = process.until(READY);
        if (!last.equals(READY)) {
            throw new IOException(last);
        }
    }
}
