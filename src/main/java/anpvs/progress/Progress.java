package anpvs.progress;

import anpvs.Texts;

/**
 * Where a long task tells how far it is. Implementations decide how often they show it; what they
 * do not implement is not shown.
 */
public interface Progress {
    /**
     * How far a task is.
     *
     * @param title what is done
     * @param done units done
     * @param total units in all
     * @param unit what is counted, such as {@code step} or {@code image}
     * @param rate units a second; 0 while unknown
     * @param detail what else is worth seeing, such as losses; may be empty
     */
    record Status(String title, long done, long total, String unit, double rate, String detail) {
        /** {@return seconds left at the present rate; NaN while unknown} */
        public double secondsLeft() {
            return rate > 0 ? (total - done) / rate : Double.NaN;
        }

        /** {@return whether the task is at its end} */
        public boolean finished() {
            return done >= total;
        }

        /** {@return all of it as one line} */
        public String line() {
            String left =
                    finished()
                            ? "done"
                            : rate > 0 ? duration(secondsLeft()) + " left" : "time left unknown";
            return Texts.format(
                    "%s: %s %,d of %,d (%.0f %%)%s, %s, %s",
                    title,
                    unit,
                    done,
                    total,
                    100.0 * done / Math.max(1, total),
                    detail.isEmpty() ? "" : ", " + detail,
                    rate > 0 ? Texts.format("%.1f/s", rate) : "-/s",
                    left);
        }
    }

    /**
     * @param status how far the task is; called once a unit or batch
     */
    default void update(Status status) {}

    /**
     * @param line something that the user should read, such as a warning
     */
    default void note(String line) {}

    /** {@return progress that nobody sees} */
    static Progress silent() {
        return new Progress() {};
    }

    /**
     * @param seconds a time
     * @return such as {@code 1 h 05 min}, {@code 2 min 03 s}, {@code 7 s}
     */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s >= 3600) {
            return Texts.format("%d h %02d min", s / 3600, s % 3600 / 60);
        }
        return s >= 60 ? Texts.format("%d min %02d s", s / 60, s % 60) : s + " s";
    }
}
