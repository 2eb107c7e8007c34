package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The kernel as a real Jupyter client sees it. The tests share one kernel, "a". */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KernelClientTest extends KernelClient {
    private static JsonNode error(String name, String code) {
        JsonNode answer = run(code);
        assertEquals("error", answer.get("status").asText(), answer::toString);
        assertEquals(name, answer.get("ename").asText(), answer::toString);
        assertEquals(answer.get("traceback"), answer.get("reply_traceback"), "reply and output");
        return answer;
    }

    private static String traceback(String name, String code) {
        return text(error(name, code).get("traceback"));
    }

    @Test
    void showsTheValueOfTheLastExpression() {
        assertEquals("3", value("1 + 2"));
        assertEquals("7", value("int seven = 3;\nseven += 4;\nseven"));
        assertEquals("", value("int eight = 8;"));
        assertEquals("", value("seven = 9"));
        assertEquals("", value("// nothing"));
        assertEquals("\"quoted\" ünï 😀", value("\"\\\"quoted\\\" ünï 😀\""));
        assertEquals("[1, 2]", value("new int[] {1, 2}"));
    }

    @Test
    void keepsDeclarationsAndVariablesThroughLaterImports() {
        value(
                """
                import java.time.LocalDate;
                var days = new ArrayList<LocalDate>();
                int count = 5;""");
        value("class Box { int size = 1; }\nvar box = new Box();\nbox.size = 6;");
        value(
                "String greet(String name) { return \"hello \" + name; }\n"
                        + "days.add(LocalDate.EPOCH);");
        value("import java.time.*;\nimport java.time.LocalDate;\nimport static java.lang.Math.*;");
        value("import ai.djl.ndarray.NDArray;");
        assertEquals(
                "hello x 5 6 [1970-01-01]",
                value("greet(\"x\") + \" \" + count + \" \" + box.size + \" \" + days"));
    }

    @Test
    void seesTheKit() {
        assertEquals("MNIST", value("anpvs.data.Dataset.valueOf(\"MNIST\").name()"));
    }

    @Test
    void streamsOutputInOrder() {
        JsonNode answer =
                run(
                        "System.out.print(\"a\"); System.out.printf(\"%d%n\","
                                + " 1);System.err.println(\"e\"); display(\"d\");"
                                + " System.out.print(\"end\");");
        assertEquals("a1\nend", answer.get("stdout").asText());
        assertEquals("e\n", answer.get("stderr").asText());
        assertEquals("d", plain(answer.at("/displays/0")));
        JsonNode many = run("for (int i = 0; i < 5000; i++) System.out.println(i);");
        assertTrue(many.get("stdout").asText().endsWith("4998\n4999\n"));
        assertTrue(many.get("streams").asInt() < 200, () -> many.get("streams") + " messages");
    }

    @Test
    void readsInput() {
        JsonNode answer = run("new Scanner(System.in).nextLine()", Map.of("input", "typed"));
        assertEquals("typed", plain(answer), answer::toString);
    }

    @Test
    void marksTheLineThatDoesNotCompile() {
        JsonNode answer = error("CompileError", "int one = 1;\nint bad = missing(one);\n");
        assertEquals("line 2: cannot find symbol", answer.get("evalue").asText());
        assertEquals(
                """
                line 2: cannot find symbol
                    int bad = missing(one);
                              ^^^^^^^
                  symbol:   method missing(int)\
                """,
                text(answer.get("traceback")));
        assertTrue(traceback("CompileError", "for (;;) {").contains("not closed"));
        error("CompileError", "int good = 1;\nint bad = ;");
        error("CompileError", "good"); // nothing of a cell with a syntax error was run
    }

    @Test
    void showsWhereAnExceptionWasThrownInTheCell() {
        value(
                """
                int half(int n) {
                  if (n == 0)
                    throw new IllegalStateException("zero");
                  return n / 2;
                }""");
        JsonNode answer = error("IllegalStateException", "int start = 0;\n\nhalf(start);");
        assertEquals("zero", answer.get("evalue").asText());
        List<String> lines = text(answer.get("traceback")).lines().toList();
        assertEquals(3, lines.size(), lines::toString);
        assertEquals("IllegalStateException: zero", lines.get(0));
        assertTrue(
                lines.get(1)
                        .endsWith("line 3, in half:  throw new IllegalStateException(\"zero\");"),
                lines::toString);
        assertEquals(
                "    at cell [" + answer.get("count").asInt() + "], line 3:  half(start);",
                lines.get(2));
        String nothing = traceback("NullPointerException", "String no = null; no.length()");
        assertTrue(nothing.contains("because \"no\" is null"), nothing);
        assertFalse(nothing.contains("JShell"), nothing);
        String cause =
                traceback(
                        "RuntimeException",
                        "throw new RuntimeException(\"out\", new IOException(\"in\"));");
        assertTrue(cause.contains("Caused by: java.io.IOException: in"), cause);
    }

    @Test
    void showsTheMessageOfAUserErrorAlone() {
        JsonNode answer =
                error("UserError", "throw new anpvs.UserError(\"epsilon 3 is above 1\");");
        assertEquals("epsilon 3 is above 1", answer.get("evalue").asText());
        assertEquals("epsilon 3 is above 1", text(answer.get("traceback")));
    }

    @Test
    void survivesErrorsOfTheCellAndOfRendering() {
        error("StackOverflowError", "void deep() { deep(); }\ndeep();");
        error("OutOfMemoryError", "throw new OutOfMemoryError(\"pretended\");");
        assertTrue(
                value(
                                "new Object() { public String toString() { throw new"
                                        + " NoClassDefFoundError(\"x\"); } }")
                        .contains("could not be shown"));
        assertEquals("2", value("1 + 1"));
    }

    @Test
    void saysWhatAMethodStillLacks() {
        assertTrue(
                run("void early() { late(); }").get("stderr").asText().contains("method late()"));
        error("UnresolvedReference", "early();");
        assertEquals("done", value("String late() { return \"done\"; }\nearly();\nlate()"));
    }

    @Test
    void rendersTablesAndCharts() {
        JsonNode table =
                run(
                        "import tech.tablesaw.api.*;\n"
                                + "Table.create(\"T\").addColumns(StringColumn.create(\"method\","
                                + " \"A<T\"), DoubleColumn.create(\"clean\", 98.5))");
        assertTrue(table.at("/data/text~1html").asText().contains("A&lt;T"), table::toString);
        assertTrue(plain(table).contains("98.5"), table::toString);
        JsonNode chart =
                run(
                        "var chart = new"
                                + " org.knowm.xchart.XYChartBuilder().width(300).height(200).build();chart.addSeries(\"y\","
                                + " new double[] {1, 2});\n"
                                + "display(chart);");
        assertTrue(chart.at("/displays/0/data/image~1png").asText().startsWith("iVBOR"));
        assertEquals(
                300, chart.at("/displays/0/metadata/image~1png/width").asInt(), chart::toString);
        assertTrue(chart.get("data").isEmpty(), "display's id is not shown as a value");
        JsonNode plain = run("render(chart, \"text/plain\")");
        assertTrue(plain(plain).startsWith("chart"));
    }

    @Test
    void updatesAnOutputInPlace() {
        JsonNode answer = run("var shown = display(\"0 %\"); updateDisplay(shown, \"50 %\");");
        assertEquals("0 %", plain(answer.at("/displays/0")));
        assertEquals("50 %", plain(answer.at("/updates/0")));
        assertEquals(answer.at("/displays/0/id"), answer.at("/updates/0/id"));
        JsonNode library =
                run(
                        "import anpvs.notebook.*;\n"
                                + "var text = new RichText(\"<b>1</b>\", \"1\");\n"
                                + "var bar = Notebook.display(text); Notebook.updateDisplay(bar,"
                                + " text);");
        assertEquals(
                "<b>1</b>", library.at("/updates/0/data/text~1html").asText(), library::toString);
        assertEquals(library.at("/displays/0/id"), library.at("/updates/0/id"));
    }

    @Test
    void offersMagics() {
        JsonNode time = run("%time Thread.sleep(20);\n4 + 4");
        assertTrue(time.get("stdout").asText().startsWith("Wall time: "), time::toString);
        assertEquals("8", plain(time));
        assertTrue(
                run("%%time\n\nint timed = 1;").get("stdout").asText().startsWith("Wall time: "));
        Map.of(
                        "%maven a:b:1",
                        "%jars", "%jars /nowhere/*.jar", "/nowhere", "%nonsense", "%nonsense")
                .forEach(
                        (magic, expected) -> {
                            String said = error("UserError", magic).get("evalue").asText();
                            assertTrue(said.contains(expected), said);
                        });
        assertEquals("1", value("int remainder = 10\n  % 3;\nremainder"));
    }

    @Test
    void completesAndDescribes() {
        value("String word = \"w\";");
        String code = "int before = 1;\nString e = \"😀\"; word.subst";
        JsonNode found = ask("complete", code);
        assertTrue(found.get("matches").toString().contains("\"substring(\""), found::toString);
        assertEquals(code.codePointCount(0, code.length()) - 5, found.get("cursor_start").asInt());
        JsonNode kit = ask("complete", "anpvs.data.Dataset.MN");
        assertTrue(kit.get("matches").toString().contains("MNIST"), kit::toString);
        JsonNode text = ask("complete", "kit.sweeps(\"cifar1");
        assertEquals("[\"cifar10\",\"cifar100\"]", text.get("matches").toString());
        assertEquals("kit.sweeps(\"".length(), text.get("cursor_start").asInt());
        JsonNode signature = ask("inspect", "word.substring(1)", 8);
        assertTrue(plain(signature).contains("substring(int beginIndex)"), signature::toString);
    }

    @Test
    void tellsWhetherInputIsComplete() {
        assertEquals("complete", ask("is_complete", "int done = 1;\ndone").get("status").asText());
        assertEquals("complete", ask("is_complete", "%time done").get("status").asText());
        assertEquals("incomplete", ask("is_complete", "for (;;) {").get("status").asText());
        assertEquals("    ", ask("is_complete", "for (;;) {").get("indent").asText());
        assertEquals("invalid", ask("is_complete", "int x = ;").get("status").asText());
    }

    private static JsonNode interrupt(String code, int times) {
        Map<String, ?> pressed =
                Map.of("interrupt_on", "started", "interrupts", times, "timeout", 30);
        JsonNode answer = run(code, pressed);
        assertEquals("Interrupted", answer.get("ename").asText(), answer::toString);
        assertTrue(text(answer.get("traceback")).startsWith("Interrupted."), answer::toString);
        return answer;
    }

    @Test
    void interruptsALoopThatPollsAndKeepsVariables() {
        value("int steps = 0; int later = 1;");
        interrupt(
                """
                {
                    System.out.println("started");
                    do { steps++; Thread.onSpinWait(); } while (!Thread.interrupted());
                }
                later = 2;
                """,
                1);
        assertEquals("true 1", value("(steps > 0) + \" \" + later"));
        interrupt("{ System.out.println(\"started\"); Thread.sleep(60000); }", 1);
        assertEquals("1", value("later"));
    }

    @Test
    void stopsALoopThatDoesNotPoll() {
        value("long spins = 0;");
        interrupt("{ System.out.println(\"started\");\nwhile (true) { spins++; } }", 1);
        assertEquals("true", value("spins > 0"));
        interrupt("{ System.out.println(\"started\");\nfor (;;) { spins++; } }", 2);
        assertEquals("2", value("1 + 1"));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void runsTwoKernelsAtOnceRestartsAndEnds() throws Exception {
        jupyter.ask("start", "b", Map.of());
        jupyter.run("b", "String mine = \"b\";");
        value("String mine = \"a\";");
        assertEquals("b", jupyter.run("b", "mine").at("/data/text~1plain").asText());
        assertEquals("a", value("mine"));
        JsonNode pids = jupyter.ask("restart", "a", Map.of());
        assertNotEquals(pids.get("before").asLong(), pids.get("after").asLong());
        assertGone(pids.get("before").asLong());
        error("CompileError", "mine");
        assertEquals("2", value("1 + 1"));
        JsonNode end = jupyter.ask("shutdown", "b", Map.of());
        assertGone(end.get("pid").asLong());
        assertTrue(end.get("seconds").asDouble() < 5, end::toString);
    }

    private static void assertGone(long pid) throws Exception {
        var handle = ProcessHandle.of(pid);
        if (handle.isPresent()) {
            handle.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
