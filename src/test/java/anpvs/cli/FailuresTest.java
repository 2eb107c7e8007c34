package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.progress.InterruptedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final String INTERRUPTED =
            "anpvs: interrupted before it had finished; what was finished is stored, and the same"
                    + " command goes on from there";

    private final StringWriter err = new StringWriter();

    private int report(boolean stackTrace, Throwable e) {
        return new Failures(() -> stackTrace, Interrupts::ending)
                .report(e, new PrintWriter(err, true));
    }

    @Test
    void aLibraryThatCannotStartInAProcessThatEndsIsNoDefect() {
        Throwable late =
                new ExceptionInInitializerError(new IllegalStateException("Shutdown in progress"));
        assertEquals(
                1, new Failures(() -> false, () -> true).report(late, new PrintWriter(err, true)));
        assertEquals(INTERRUPTED, err.toString().strip());
    }

    @Test
    void aFileThatAnInterruptHasClosedIsNoMistakeOfTheUser() {
        Throwable late = new UserError("cannot read x", new ClosedByInterruptException());
        assertEquals(
                1, new Failures(() -> false, () -> true).report(late, new PrintWriter(err, true)));
        assertEquals(INTERRUPTED, err.toString().strip());
    }

    @Test
    void usersMistakeIsItsMessageAndTwo() {
        assertEquals(2, report(false, new UserError("epsilon is -1, expected more than 0")));
        assertEquals("anpvs: epsilon is -1, expected more than 0", err.toString().strip());
    }

    @Test
    void defectIsOneAndPointsToTheStackTrace() {
        assertEquals(1, report(false, new IllegalStateException("no such layer")));
        assertTrue(err.toString().contains("IllegalStateException: no such layer"), err.toString());
        assertTrue(err.toString().contains("--stack-trace"), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void stackTraceIsPrintedOnRequest() {
        assertEquals(1, report(true, new IllegalStateException("no such layer")));
        assertTrue(err.toString().contains("\tat anpvs.cli.FailuresTest"), err.toString());
    }

    @Test
    void commandsInMessagesAreThoseThatWorkHere() {
        String typed = "environment/anpvs";
        assertEquals(
                "train it: environment/anpvs train --seed 0",
                Called.in("train it: anpvs train --seed 0", typed));
        String kept = "run environment/anpvs train; anpvs, the kit; /x/anpvs data";
        assertEquals(kept, Called.in(kept, typed));
    }

    @Test
    void anInterruptedRunIsNoDefect() {
        assertEquals(1, report(false, new InterruptedRun("interrupted at step 3")));
        assertEquals("anpvs: interrupted at step 3", err.toString().strip());
    }

    @Test
    void fullDiskIsNotCalledDefect() {
        IOException full = new IOException("runs/x: No space left on device");
        assertEquals(1, report(false, new UncheckedIOException(full)));
        assertEquals("anpvs: runs/x: No space left on device", err.toString().strip());
    }

    @Test
    void exhaustedMemoryNamesTheRemedy() {
        assertEquals(1, report(false, new OutOfMemoryError("Java heap space")));
        assertTrue(err.toString().contains("ANPVS_JAVA_OPTS=-Xmx"), err.toString());
    }
}
