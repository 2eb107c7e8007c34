package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

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
        CellFailure failure =
                assertThrows(
                        CellFailure.class,
                        () -> evaluate("before = 1; before = 1 / 0; after = 1;"));
        assertEquals("ArithmeticException", failure.name());
        assertEquals("1 0", evaluate("before + \" \" + after"));
    }

    @Test
    void interruptsTheNextCellUnlessNoneWaits() throws Exception {
        SHELL.interrupt();
        CellFailure failure = assertThrows(CellFailure.class, () -> evaluate("int unreached = 1;"));
        assertEquals("Interrupted", failure.name());
        SHELL.interrupt();
        SHELL.forgetInterrupt();
        assertEquals(2, evaluate("Thread.sleep(1);\n1 + 1"));
    }

    @Test
    void interruptsARunningCell() throws Exception {
        evaluate("var begun = new CountDownLatch(1);");
        CountDownLatch begun = (CountDownLatch) assertNotNullValue(evaluate("begun"));
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
        CellFailure failure =
                assertThrows(
                        CellFailure.class,
                        () -> evaluate("begun.countDown(); Thread.sleep(60000); int never = 1;"));
        press.join();
        assertEquals("Interrupted", failure.name());
        assertThrows(CellFailure.class, () -> evaluate("never"));
        assertEquals(false, evaluate("Thread.interrupted()"));
    }

    private static Object assertNotNullValue(Object value) {
        assertNotNull(value);
        return value;
    }
}
