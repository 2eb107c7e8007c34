package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import anpvs.UserError;
import anpvs.progress.InterruptedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private static final String INTERRUPTED =
            "anpvs: interrupted before it had finished; what was finished is stored, and the same"
                    + " command goes on from there";

    private final StringWriter err = new StringWriter();

    private int report(boolean stackTrace, Throwable e) {
        return new Failures(() -> stackTrace, Interrupts::ending)
                .report(e, new PrintWriter(err, true));
    }

    /** A library that cannot start is no defect then, a file that is closed no user's mistake. */
    static Stream<Throwable> inAProcessThatEnds() {
        return Stream.of(
                new ExceptionInInitializerError(new IllegalStateException("Shutdown in progress")),
                new UserError("cannot read x", new ClosedByInterruptException()));
    }

    @ParameterizedTest
    @MethodSource("inAProcessThatEnds")
    void whatAnInterruptBringsAboutIsCalledThat(Throwable late) {
        Failures failures = new Failures(() -> false, () -> true);
        assertEquals(1, failures.report(late, new PrintWriter(err, true)));
        assertEquals(INTERRUPTED, err.toString().strip());
    }

    static Stream<Arguments> failuresThatSayAll() {
        UserError wrong = new UserError("epsilon is -1, expected more than 0");
        IOException full = new IOException("runs/x: No space left on device");
        return Stream.of(
                arguments(2, "epsilon is -1, expected more than 0", wrong),
                arguments(1, "interrupted at step 3", new InterruptedRun("interrupted at step 3")),
                arguments(1, "runs/x: No space left on device", new UncheckedIOException(full)));
    }

    @ParameterizedTest
    @MethodSource("failuresThatSayAll")
    void whatIsNoDefectIsItsMessageAlone(int code, String message, Throwable e) {
        assertEquals(code, report(false, e));
        assertEquals("anpvs: " + message, err.toString().strip());
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
    void exhaustedMemoryNamesTheRemedy() {
        assertEquals(1, report(false, new OutOfMemoryError("Java heap space")));
        assertTrue(err.toString().contains("ANPVS_JAVA_OPTS=-Xmx"), err.toString());
    }
}
