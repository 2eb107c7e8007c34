package anpvs.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints findings, one a line, and remembers whether one of them is a failure. */
final class Checklist {
    private final PrintWriter out;
    private int failures;
    private int notes;

    Checklist(PrintWriter out) {
        this.out = out;
    }

    /** As it should be. */
    void ok(String subject, String finding, Object... values) {
        line("ok", subject, finding, values);
    }

    /** Works, but the user may want to know. */
    void note(String subject, String finding, Object... values) {
        notes++;
        line("note", subject, finding, values);
    }

    /** Does not work. */
    void fail(String subject, String finding, Object... values) {
        failures++;
        line("FAIL", subject, finding, values);
    }

    /** Under the finding before: what to do, or details. */
    void more(String text) {
        text.lines().forEach(line -> out.printf(Locale.ROOT, "%20s%s%n", "", line));
    }

    private void line(String grade, String subject, String finding, Object... values) {
        String text = String.format(Locale.ROOT, finding, values);
        out.printf(Locale.ROOT, "%-5s %-13s %s%n", grade, subject, text);
        out.flush();
    }

    /** Prints the sum and {@return whether nothing failed} */
    boolean conclude() {
        out.println();
        out.println(
                failures == 0
                        ? "Everything works" + (notes == 0 ? "." : "; see the notes.")
                        : failures + (failures == 1 ? " check" : " checks") + " failed.");
        return failures == 0;
    }
}
