package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell without Jupyter. */
class JavaShellTest {
    private static final JavaShell SHELL = new JavaShell();

    @AfterAll
    static void close() {
        SHELL.close();
    }

    private static Object evaluate(String code) throws CellFailure {
        return SHELL.evaluate(new Cell(1, code));
    }

    private static CellFailure failure(String code) {
        return assertThrows(CellFailure.class, () -> evaluate(code));
    }

    private static String text(CellFailure failure) {
        return String.join("\n", failure.lines());
    }

    @Test
    void returnsObjectsAsTheyAre() throws Exception {
        assertSame(evaluate("var kept = new Object();\nkept"), evaluate("kept"));
        assertEquals(Map.of("a", 1), evaluate("Map.of(\"a\", 1)"));
        assertNull(evaluate("kept = null;"));
        assertNull(evaluate("System.nanoTime(); int last = 1;"));
    }

    @Test
    void doesNotHoldTheResultsOfExpressions() throws Exception {
        WeakReference<Object> result = new WeakReference<>(evaluate("new byte[1 << 20]"));
        for (int i = 0; i < 50 && result.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertNull(result.get());
    }

    @Test
    void runsEveryCellOnOneThread() throws Exception {
        Object thread = evaluate("Thread.currentThread()");
        assertSame(thread, evaluate("Thread.currentThread()"));
        Callable<Thread> current = Thread::currentThread;
        try {
            assertSame(thread, SHELL.call(current));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void stopsAtTheFirstSnippetThatFails() throws Exception {
        evaluate("int before = 0; int after = 0;");
        CellFailure failure = failure("before = 1; before = 1 / 0; after = 1;");
        assertEquals("ArithmeticException", failure.name());
        assertEquals("1 0", evaluate("before + \" \" + after"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"record java(int x) { }", "class java { }", "enum java { A }"})
    void refusesATypeBesideWhichNoExpressionCouldBeRun(String code) throws Exception {
        assertTrue(failure(code).getMessage().contains("beside a class java"));
        assertEquals("v", evaluate("String said() { return \"v\"; }\nsaid()"));
        assertEquals("q", evaluate("System.nanoTime(); \"q\""));
    }

    @Test
    void anExpressionThatIsNotRunIsAnError() throws Exception {
        try (JavaShell shell = new JavaShell()) {
            shell.evaluate(new Cell(1, "class javax { }")); // hides the type of what follows
            Cell cell =
                    new Cell(
                            2, "\njava.lang.management.ManagementFactory.getPlatformMBeanServer()");
            CellFailure failure = assertThrows(CellFailure.class, () -> shell.evaluate(cell));
            assertEquals("line 2: this is not defined: class management", failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void die() { throw new ThreadDeath(); }\ndie();\nint dead = 3;",
                "\nint dead = ((IntSupplier) () -> { throw new ThreadDeath(); }).getAsInt();",
            })
    void aThreadDeathOfTheCellIsAnError(String code) throws Exception {
        CellFailure failure = failure(code);
        assertEquals("ThreadDeath", failure.name());
        assertTrue(text(failure).contains("line 2"), text(failure));
        assertEquals(2, evaluate("1 + 1"));
    }

    @Test
    void namesTheLineThatCallsWhatCannotBeUsedAndTheReason() throws Exception {
        CellFailure failure =
                failure(
                        "int c = 1;\nint lacking() { return nope; }\nint d = lacking();\nint e = 3;");
        assertEquals("UnresolvedReference", failure.name());
        assertEquals(
                "lacking cannot be used: this is not defined: variable nope", failure.getMessage());
        assertTrue(text(failure).contains("line 3:  int d = lacking();"), text(failure));
        evaluate("int typed = 2; int twice() { return typed * 2; }");
        evaluate("String typed = \"x\";");
        assertEquals(
                "twice cannot be used: bad operand types for binary operator '*'",
                failure("twice()").getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'1+'|line 1: it is not complete",
                "'\"(\" +'|line 1: it is not complete",
                "'int n = 1;\n\"a\" + // ('|line 2: it is not complete",
                "'f(1,\n g(2)'|line 1: ( in line 1 is not closed",
                "'{ }\nfor (;;) {\n  { }\n  if (true) {'|line 2: { in line 4 is not closed",
                "'1 + /* one'|line 1: /* in line 1 is not closed",
                "'1 +\n\"\"\"\n('|line 1: \"\"\" in line 2 is not closed",
            })
    void namesWhatIsNotClosed(String code, String expected) {
        String message = failure(code).getMessage();
        assertTrue(message.endsWith(expected), message);
    }

    @Test
    void anExceptionWhoseOwnMethodsFailIsOneOfItsClass() throws Exception {
        evaluate(
                """
                class Mute extends RuntimeException {
                    public String getMessage() { throw new IllegalStateException(); }
                    public StackTraceElement[] getStackTrace() { return null; }
                    public Throwable getCause() { throw new IllegalStateException(); }
                }""");
        CellFailure failure = failure("throw new Mute();");
        assertEquals("Mute", failure.name());
        assertTrue(failure.getMessage().contains("getMessage() failed"), failure.getMessage());
        failure = failure("throw new RuntimeException(\"out\", new Mute());");
        assertEquals("out", failure.getMessage());
        assertTrue(text(failure).contains("Caused by: Mute"), text(failure));
        failure =
                failure(
                        "var in = new RuntimeException(\"in\");\n"
                                + "var out = new Error(\"out\", in);\nin.initCause(out);\nthrow in;");
        assertEquals("in", failure.getMessage());
    }

    @Test
    void runsNoLaterVariableOfADeclarationThatFailed() throws Exception {
        evaluate("int ran = 0; int run() { return ++ran; }");
        assertEquals("ArithmeticException", failure("int i = run(), j = i / 0, k = run();").name());
        assertEquals("1 1 0", evaluate("ran + \" \" + i + \" \" + k"));
    }

    @Test
    void interruptsTheNextCellUnlessNoneWaits() throws Exception {
        SHELL.interrupt();
        assertEquals("Interrupted", failure("int unreached = 1;").name());
        SHELL.interrupt();
        SHELL.forgetInterrupt();
        assertEquals(2, evaluate("Thread.sleep(1);\n1 + 1"));
    }

    @Test
    void interruptsARunningCell() throws Exception {
        evaluate("var begun = new CountDownLatch(1);");
        CountDownLatch begun = (CountDownLatch) Objects.requireNonNull(evaluate("begun"));
        Thread press =
                new Thread(
                        () -> {
                            try {
                                begun.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            SHELL.interrupt();
                        });
        press.start();
        CellFailure failure = failure("begun.countDown(); Thread.sleep(60000); int never = 1;");
        press.join();
        assertEquals("Interrupted", failure.name());
        failure("never");
        assertEquals(false, evaluate("Thread.interrupted()"));
    }
}
