package anpvs.cli;

import anpvs.UserError;
import anpvs.grid.RunGrid;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/**
 * How many processes share the cores, and how many engine threads each has. Two runs side by side
 * get more done than one with two threads: the engine shares out convolutions well, and nothing
 * between them. {@code anpvs bench} measures it.
 *
 * @param processes at least 1
 * @param threads of each, at least 1
 * @param reason who chose
 */
record Workers(int processes, int threads, String reason) {
    /** Memory that a training of the wider networks may take, with its Java heap, in MiB. */
    private static final long MEMORY = 2_000;

    /**
     * @param wanted the user's number of processes; null for none
     * @param grid the runs
     * @return the choice for this machine
     * @throws UserError if the wanted number is below 1
     */
    static Workers choose(Integer wanted, RunGrid grid) {
        long bytes =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        int parallel = grid.stages().stream().mapToInt(List::size).max().orElse(1);
        int cores = Runtime.getRuntime().availableProcessors();
        return choose(wanted, System.getenv(), cores, bytes >> 20, parallel);
    }

    /**
     * @param wanted the user's number of processes; null for none
     * @param environment the environment variables
     * @param cores processors
     * @param memory of the machine in MiB
     * @param parallel how many runs can go on at the same time, at the most
     * @return the choice
     * @throws UserError if the wanted number is below 1
     */
    static Workers choose(
            Integer wanted, Map<String, String> environment, int cores, long memory, int parallel) {
        int chosen = JavaProcess.chosenThreads(environment);
        if (wanted != null) {
            if (wanted < 1) {
                throw new UserError(
                        "--workers is " + wanted + "; expected a whole number of at least 1");
            }
            int threads = chosen > 0 ? chosen : Math.max(1, cores / wanted);
            return new Workers(wanted, threads, "as --workers says");
        }
        int most = (int) Math.max(1, Math.min(parallel, memory / MEMORY));
        if (chosen > 0) {
            int processes = Math.max(1, Math.min(most, cores / chosen));
            return new Workers(processes, chosen, "as OMP_NUM_THREADS says");
        }
        int processes = Math.min(most, cores);
        return new Workers(
                processes,
                Math.max(1, cores / processes),
                "which gets most done here; --workers or OMP_NUM_THREADS choose otherwise");
    }

    /** {@return the choice in words} */
    @Override
    public String toString() {
        return "%s %s, %s %s%s (%s)"
                .formatted(
                        processes,
                        processes == 1 ? "process" : "processes side by side",
                        threads,
                        threads == 1 ? "engine thread" : "engine threads",
                        processes == 1 ? "" : " each",
                        reason);
    }
}
