package anpvs.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The environment variables that the launchers set, and what each is good for. */
public final class LaunchSettings {
    private static final List<Setting> ALL =
            List.of(
                    new Setting("DJL_OFFLINE", "true", "the engine asks the network for nothing"),
                    new Setting("OPT_OUT_TRACKING", "true", "DJL does not report its use"),
                    new Setting("OMP_NUM_THREADS", null, "threads of the engine"),
                    new Setting("OMP_WAIT_POLICY", "PASSIVE", "waiting threads do not spin"),
                    new Setting("OPENBLAS_CORETYPE", null, "fast kernels on processors with AVX2"),
                    new Setting("MALLOC_MMAP_THRESHOLD_", null, "freed memory is kept: up to 10x"),
                    new Setting("MALLOC_TRIM_THRESHOLD_", null, "freed memory is kept: up to 10x"),
                    new Setting("MALLOC_TOP_PAD_", null, "memory grows in larger pieces"));

    private LaunchSettings() {}

    /**
     * One variable.
     *
     * @param name of the variable
     * @param value what it should be; null if any value is good
     * @param purpose why it is set
     */
    private record Setting(String name, String value, String purpose) {}

    /** Reports every variable that is not set as it should be. */
    public static void check(Map<String, String> environment, Checklist list) {
        List<String> problems = new ArrayList<>();
        for (Setting setting : ALL) {
            String found = environment.get(setting.name());
            if (found == null && !optional(setting.name(), environment)) {
                problems.add(setting.name() + " is not set (" + setting.purpose() + ")");
            } else if (setting.value() != null && !setting.value().equalsIgnoreCase(found)) {
                String wanted = setting.name() + " is " + found + ", usually " + setting.value();
                problems.add(wanted + " (" + setting.purpose() + ")");
            }
        }
        String count = "%d of %d launch settings as the launcher sets them";
        if (problems.isEmpty()) {
            list.ok("settings", count, ALL.size(), ALL.size());
        } else {
            list.note("settings", count, ALL.size() - problems.size(), ALL.size());
            problems.forEach(list::more);
            list.more("environment/anpvs, environment/lab and environment/reproduce set them.");
        }
        int cores = Runtime.getRuntime().availableProcessors();
        String threads = environment.get("OMP_NUM_THREADS");
        if (threads == null || threads.equals(Integer.toString(cores))) {
            list.ok(
                    "threads",
                    "%s for the engine, %d cores",
                    threads == null ? cores : threads,
                    cores);
        } else {
            list.note("threads", "OMP_NUM_THREADS=%s, but there are %d cores", threads, cores);
        }
    }

    /** The launcher leaves OpenBLAS alone where an engine of the user's own brings another one. */
    private static boolean optional(String name, Map<String, String> environment) {
        return name.equals("OPENBLAS_CORETYPE") && environment.containsKey("MXNET_LIBRARY_PATH");
    }
}
