package anpvs.cli.doctor;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints findings, one a line, and remembers whether one of them is a failure. */
public final class Checklist {
    private final PrintWriter out;
    private int failures;
    private int notes;

    /**
     * @param out gets a line for each finding
     */
    public Checklist(PrintWriter out) {
        this.out = out;
    }

    /** As it should be. */
    public void ok(String subject, String finding, Object... values) {
        line("ok", subject, finding, values);
    }

    /** Works, but the user may want to know. */
    public void note(String subject, String finding, Object... values) {
        notes++;
        line("note", subject, finding, values);
    }

    /** Does not work. */
    public void fail(String subject, String finding, Object... values) {
        failures++;
        line("FAIL", subject, finding, values);
    }

    /** Under the finding before: what to do, or details. */
    public void more(String text) {
        text.lines().forEach(line -> out.printf(Locale.ROOT, "%20s%s%n", "", line));
    }

    private void line(String grade, String subject, String finding, Object... values) {
        String text = String.format(Locale.ROOT, finding, values);
        out.printf(Locale.ROOT, "%-5s %-13s %s%n", grade, subject, text);
        out.flush();
    }

    /**
     * Prints the sum.
     *
     * @return whether nothing failed
     */
    public boolean conclude() {
        out.println();
        out.println(
                failures == 0
                        ? "Everything works" + (notes == 0 ? "." : "; see the notes.")
                        : failures + (failures == 1 ? " check" : " checks") + " failed.");
        return failures == 0;
    }
}
