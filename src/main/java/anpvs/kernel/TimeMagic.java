package anpvs.kernel;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The magics {@code %%time} (the whole cell) and {@code %time} (the statement after it). */
final class TimeMagic {
    private static final Pattern TIME = Pattern.compile("%%?time\\b");

    private Reading cellStart;
    private Reading snippetStart;

    private record Reading(long wallNanos, long cpuNanos) {
        static Reading now() {
            return new Reading(System.nanoTime(), processNanos());
        }

        private static long processNanos() {
            return ManagementFactory.getOperatingSystemMXBean()
                            instanceof com.sun.management.OperatingSystemMXBean system
                    ? system.getProcessCpuTime()
                    : 0;
        }
    }

    /**
     * The end of the magic at {@code offset}: of its line, or of {@code %time} before a statement.
     */
    static int endOfMagic(Cell cell, int offset) {
        Matcher time = TIME.matcher(cell.code()).region(offset, cell.code().length());
        return time.lookingAt() ? time.end() : cell.lineEnd(offset);
    }

    /** Starts to measure if {@code magic} says so. */
    boolean isStartedBy(String magic) {
        switch (magic) {
            case "%%time" -> cellStart = Reading.now();
            case "%time" -> snippetStart = Reading.now();
            default -> {
                return false;
            }
        }
        return true;
    }

    void endOfSnippet() {
        if (snippetStart != null) {
            print(snippetStart);
            snippetStart = null;
        }
    }

    void endOfCell() {
        if (cellStart != null) {
            print(cellStart);
        }
    }

    private static void print(Reading start) {
        Reading end = Reading.now();
        System.out.printf(
                Locale.ROOT,
                "Wall time: %.3f s, CPU time (all threads): %.3f s%n",
                (end.wallNanos() - start.wallNanos()) / 1e9,
                (end.cpuNanos() - start.cpuNanos()) / 1e9);
    }
}
