package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cells declared stays through later cells, here without the agent: by new classes alone. */
class KeptValuesTest {
    private static final JavaShell SHELL = new JavaShell();

    @AfterAll
    static void close() {
        SHELL.close();
    }

    private static Object run(String code) throws CellFailure {
        return run(SHELL, code);
    }

    private static Object run(JavaShell shell, String code) throws CellFailure {
        return shell.evaluate(new Cell(1, code));
    }

    /** What a cell says beside its output. */
    private static String notes(String code) throws CellFailure {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            run(code);
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private static List<String> matches(JavaShell shell, String code) {
        return shell.assistance().complete(code, code.length()).getReplacements();
    }

    private static String failure(String code) {
        return assertThrows(CellFailure.class, () -> run(code)).getMessage();
    }

    @Test
    void keepsWhatWasComputedFromAVariableThatIsDeclaredAgain() throws Exception {
        run(
                """
                int epochs = 3;
                var steps = epochs * 20;
                var seen = new ArrayList<>(List.of(steps));""");
        Object seen = run("seen");
        assertEquals("", notes("int epochs = 5;"));
        assertEquals(60, run("steps"));
        assertSame(seen, run("seen"));
        assertEquals("", notes("double epochs = 0.5;"));
        assertEquals("0.5 60", run("epochs + \" \" + steps"));
        assertSame(seen, run("seen"));
    }

    @Test
    void keepsWhatWasComputedByAMethodThatIsDeclaredAgain() throws Exception {
        run("int twice(int x) { return 2 * x; }\nvar four = twice(2);");
        assertEquals("", notes("int twice(int x) { return x + x; }"));
        assertEquals(4, run("four"));
        assertEquals("", notes("String twice(int x, int y) { return \"\" + x + y; }"));
        assertEquals(4, run("four"));
    }

    @Test
    void keepsAVariableWhoseDeclarationDoesNotCompileAnyMore() throws Exception {
        run("int a = 4;\nvar root = Math.sqrt(a);\nint half() { return a / 2; }");
        String notes = notes("String a = \"text\";");
        assertEquals(2.0, run("root"));
        assertTrue(notes.contains("half cannot be used any more"), notes);
    }

    @Test
    void namesWhatHadToBeReset() throws Exception {
        run("class Box { int size = 1; }\nvar box = new Box();\nvar boxes = new ArrayList<Box>();");
        run("boxes.add(box); int other = 7; Object any = box;");
        Object kept = run("any");
        String notes = notes("class Box { int size = 2; int depth = 3; }");
        assertTrue(notes.contains("Reset by this cell") && notes.contains("box, boxes"), notes);
        assertEquals("null 7", run("box + \" \" + other"));
        assertSame(kept, run("any"));
        run("box = new Box();");
        assertEquals(3, run("box.depth"));
    }

    @Test
    void saysWhichLambdasHaveTheCodeOfBefore() throws Exception {
        run("int factor = 2;\nvar times = (IntUnaryOperator) x -> x * factor;");
        String notes = notes("long factor = 3;");
        assertTrue(notes.contains("with the code of before this cell: times"), notes);
        assertEquals(4, run("times.applyAsInt(2)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class Gone { int size = \"no number\"; }",
                "enum Gone { LARGE }",
                "class Gone { void f() { LONG } }",
            })
    void aClassThatFailsLeavesTheTypesOfVariablesKnown(String code) throws Exception {
        try (JavaShell shell = new JavaShell()) {
            String large = code.replace("LARGE", names("N", 10_000));
            String failing = large.replace("LONG", "int n = 0; " + "n += 1; ".repeat(30_000));
            assertThrows(CellFailure.class, () -> run(shell, failing));
            run(
                    shell,
                    "int unit = 2;\nvar scale = (IntUnaryOperator) x -> x * unit;\n"
                            + "var list = new ArrayList<>(List.of(\"a\"));");
            run(shell, "long unit = 3;");
            assertEquals(4, run(shell, "scale.applyAsInt(2)"));
            assertTrue(matches(shell, "scale.").contains("applyAsInt("));
            assertEquals(List.of(), matches(shell, "Gon"));
            CellFailure failure = assertThrows(CellFailure.class, () -> run(shell, "new Gone()"));
            assertEquals("line 1: cannot find symbol", failure.getMessage());
            assertEquals(7, run(shell, "record Gone(int n) { }\nnew Gone(7).n()"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int x = \"no number\";",
                "int x = missing;",
                "String x = LONG;",
                "int f() { return \"no number\"; }",
                "class Box { int size = \"no number\"; }",
                "class Box { String size = LONG; }",
                "class Box { int size = ; }",
            })
    void aDeclarationThatFailsTakesNothingAway(String code) throws Exception {
        run("int x = 5;\nvar y = x * 2;\nint f() { return x + y; }");
        run("class Box { int size = f(); }\nvar box = new Box();");
        Object box = run("box");
        failure(code.replace("LONG", "\"" + "x".repeat(70_000) + "\""));
        assertEquals(5, run("x"));
        assertEquals(10, run("y"));
        assertEquals(15, run("f()"));
        assertSame(box, run("box"));
        assertEquals(15, run("box.size"));
        assertEquals(run("f()"), run("new Box().size"));
    }

    /** Which of them the shell can bear depends on the JDK. */
    @ParameterizedTest
    @ValueSource(strings = {"Object", "Throwable", "String", "Override", "Exception", "Math", "Z"})
    void aClassNamedLikeOneOfJavaDoesNotEndTheKernel(String name) throws Exception {
        try (JavaShell shell = new JavaShell()) {
            try {
                run(shell, "class " + name + " { }");
            } catch (CellFailure e) {
                assertTrue(e.getMessage().contains("beside a class " + name), e.getMessage());
            }
            assertEquals(2, run(shell, "int one = 1;\none + 1"));
            assertEquals(3, run(shell, "var three = one + 2;\nthree"));
        }
    }

    @Test
    void aLiteralThatIsTooLongIsAnErrorWithItsLine() throws Exception {
        String message = failure("int fine = 1;\nString s = \"" + "x".repeat(65_536) + "\";");
        assertEquals("line 2: constant string too long", message);
        assertEquals(1, run("fine"));
        assertEquals(2, run("1 + 1"));
        assertEquals("short", run("String s = \"short\";\ns"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void whatIsTooLargeForAClassFileIsAnErrorAndTheNextCellWorks(int kind) throws Exception {
        run("int kept = 3;");
        String code =
                switch (kind) {
                    case 0 -> "int kept() { " + "kept += 1; ".repeat(20_000) + "return kept; }";
                    case 1 -> "int[] many = {" + "1000, ".repeat(20_000) + "};";
                    case 2 -> "enum Big { " + names("N", 10_000) + " }";
                    case 3 -> "void wide(" + names("int p", 300) + ") { }";
                    case 4 -> "String t = \"" + "ä".repeat(40_000) + "\";";
                    case 5 -> "int deep = " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + ";";
                    case 6 -> "int[" + "][".repeat(300) + "] a;";
                    default -> "int " + "n".repeat(70_000) + " = 1;";
                };
        String message = failure(code);
        assertTrue(message.startsWith("line 1: "), message);
        assertEquals(2, run("1 + 1"));
        assertEquals(3, run("kept"));
        run("System.nanoTime();");
        assertEquals("seen", failure("throw new IllegalStateException(\"seen\");"));
    }

    /** So many names that begin alike, with commas between them. */
    private static String names(String beginning, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> beginning + i)
                .collect(Collectors.joining(", "));
    }

    @Test
    void aClassThatCannotBeInitialisedIsAnError() throws Exception {
        assertNotSame(null, failure("class Bad { static int x = 1 / 0; }\nBad.x"));
        assertNotSame(null, failure("new Bad()"));
        assertEquals(2, run("1 + 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void knowsEveryLineEnd(String end) throws Exception {
        assertEquals(
                3, run(String.join(end, "// one", "int a = 1; // two", "int b = 2;", "a + b")));
        assertEquals(
                "line 3: cannot find symbol",
                failure(String.join(end, "int c = 1;", "// note", "int d = missing;")));
        assertEquals("x\ny", run(String.join(end, "\"\"\"", "  x", "  y\"\"\"")));
        assertEquals(1, run(String.join(end, "%time int e = 1;", "e")));
    }

    @Test
    void knowsLettersOutsideAscii() throws Exception {
        run("double größe = 1.5;\nclass Größe { String ß = \"日本 😀\"; }");
        assertEquals("1.5 日本 😀", run("größe + \" \" + new Größe().ß"));
    }
}
