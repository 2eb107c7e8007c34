package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that kernels have met badly; here with the agent, as the kernel is started. */
class KernelFaultsTest extends KernelClient {
    /** The value of a cell that says nothing on the error stream: nothing was lost. */
    private static String quietly(String code) {
        JsonNode answer = run(code);
        assertEquals("ok", answer.get("status").asText(), answer::toString);
        assertEquals("", answer.get("stderr").asText());
        return plain(answer);
    }

    @Test
    void objectsAndLambdasGoOnWithNewCode() {
        quietly("int factor = 2;\nIntUnaryOperator times = x -> x * factor;");
        quietly("int offset() { return 1; }");
        quietly("class Model { int step(int x) { return times.applyAsInt(x) + offset(); } }");
        quietly("var model = new Model();");
        assertEquals("7", quietly("model.step(3)"));
        quietly("int factor = 5;");
        quietly("int offset() { return 100; }");
        assertEquals("115", quietly("model.step(3)"));
        quietly("class Model { int step(int x) { return -times.applyAsInt(x); } }");
        assertEquals("-15", quietly("model.step(3)"));
    }

    @Test
    void staticInitializersRunAgain() {
        quietly(
                "class Limits { static int most = 5; }\n"
                        + "enum Size { SMALL(1); final int n; Size(int n) { this.n = n; } }");
        quietly(
                "class Limits { static int most = 10; }\n"
                        + "enum Size { SMALL(2); final int n; Size(int n) { this.n = n; } }");
        assertEquals("10 2", quietly("Limits.most + \" \" + Size.SMALL.n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int x = 1 / 0;",
                "int x = 9, z = \"no number\";",
                "var x = 1 / 0;",
                "int f() { return \"no number\"; }",
                "String x = LONG;",
            })
    void aCellThatFailsTakesNothingAway(String code) {
        run("int x = 5;\nvar y = x * 2;\nint f() { return y; }");
        run("class Holder { int size = f() + x; }\nvar holder = new Holder();");
        error(code.replace("LONG", "\"" + "x".repeat(66_000) + "\""));
        assertEquals(
                code.contains("x = 9") ? "9 10 10 15" : "5 10 10 15",
                quietly("x + \" \" + y + \" \" + f() + \" \" + holder.size"));
    }

    @Test
    void aLiteralThatIsTooLongDoesNotEndTheKernel() {
        assertEquals(
                "line 1: constant string too long",
                error("String s = \"" + "x".repeat(65_536) + "\";"));
        assertEquals(
                "still here\n", run("System.out.println(\"still here\");").get("stdout").asText());
        assertEquals("2", quietly("1 + 1"));
        assertEquals("seen", error("throw new IllegalStateException(\"seen\");"));
    }

    /** JShell takes it, drops the value and goes on with the next statement. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "return 5;",
                "if (ran > 0) return null;",
                "for (int i = 0; i < 3; i++) { if (i == 1) return i; }",
                "Runnable r = null; { r = () -> { return; }; return r; }",
            })
    void nothingRunsOfACellThatReturns(String statement) {
        quietly("int ran = 1;");
        assertEquals(
                "line 2: this was not run: a cell is not a method, so nothing can return from it;"
                        + " to show a value, write it alone on the last line",
                error("ran = 2;\n" + statement + "\nran = 3;"));
        assertEquals("1", quietly("ran"));
    }

    @Test
    void methodsLambdasAndClassesReturn() {
        quietly("int five() { return 5; }");
        assertEquals(
                "5 6 7",
                quietly(
                        "String all = \"\";\n"
                                + "for (IntSupplier each : List.<IntSupplier>of("
                                + "() -> { return five(); }, new IntSupplier() {"
                                + " public int getAsInt() { return 6; } }))"
                                + " { all += each.getAsInt() + \" \"; }\n"
                                + "String returned = all + 7;\nreturned"));
    }

    @Test
    void deepSourceIsRunOrRefused() {
        assertEquals("1", quietly("(".repeat(3000) + "1" + ")".repeat(3000)));
        assertEquals("20001", quietly("1" + " + one()".repeat(20_000).replace("one()", "1")));
        run("(".repeat(1_000_000));
        assertEquals("2", quietly("1 + 1"));
    }

    @Test
    void aCellThatCannotBeInterruptedIsLeftBehind() {
        for (String code :
                List.of(
                        "new java.net.ServerSocket(0).accept();",
                        "new ProcessBuilder(\"sleep\", \"60\").start().getInputStream().read();")) {
            JsonNode answer =
                    run(
                            "int left = 1;\nSystem.out.println(\"started\");\n" + code,
                            Map.of("interrupt_on", "started", "timeout", 40));
            assertEquals("Interrupted", answer.get("ename").asText(), answer::toString);
            assertTrue(answer.get("seconds").asDouble() < 30, answer::toString);
            assertEquals("1", quietly("left"));
        }
    }

    @Test
    void aCellThatWaitsForInputCanBeInterrupted() {
        double seconds = interruptedInput();
        // after two seconds the kernel would stop it by force: a busy machine gets three tries
        for (int tries = 1; seconds >= 2 && tries < 3; tries++) {
            seconds = interruptedInput();
        }
        assertTrue(seconds < 2, seconds + " s");
        JsonNode typed = run("new Scanner(System.in).nextLine()", Map.of("input", "größe"));
        assertEquals("größe", plain(typed), typed::toString);
    }

    /** How long a cell that waits for input takes to end after an interrupt. */
    private static double interruptedInput() {
        JsonNode answer =
                run(
                        "System.out.println(\"started\"); new Scanner(System.in).nextLine();",
                        Map.of("interrupt_on", "started", "stdin", true, "timeout", 30));
        assertEquals("Interrupted", answer.get("ename").asText(), answer::toString);
        return answer.get("seconds").asDouble();
    }

    /** It waits for a line that nobody types, and the cells after it do not wait for it. */
    @Test
    void aThreadThatReadsInputHoldsNoCellBack() {
        String code =
                """
                String[] read = {""};
                Thread reader = new Thread(() -> {
                    try { System.in.read(); } catch (IOException e) { read[0] = e.getMessage(); }
                });
                reader.start();
                while (reader.getState() != Thread.State.TIMED_WAITING) Thread.sleep(10);""";
        JsonNode left = run(code, Map.of("stdin", true, "timeout", 30));
        assertEquals("ok", left.get("status").asText(), left::toString);
        assertEquals("8", quietly("4 + 4"));
        assertEquals(
                "the cell that waited for input has ended", quietly("reader.join();\nread[0]"));
    }

    @Test
    void aValueThatJsonCannotHoldIsAnErrorThatIsSeen() {
        String code =
                """
                import io.github.spencerpark.jupyter.kernel.display.DisplayData;
                DisplayData data = new DisplayData("x");
                data.putMetaData("ratio", Double.NaN);
                """;
        JsonNode answer = run(code + "data");
        assertEquals("error", answer.get("status").asText(), answer::toString);
        assertTrue(answer.get("traceback").toString().contains("NaN"), answer::toString);
        assertEquals("2", quietly("1 + 1"));
    }

    @Test
    void theCellsLineIsShownBelowAnyDepthOfCalls() {
        JsonNode answer =
                run(
                        "Object o = new Object() { public String toString() { throw new"
                                + " IllegalStateException(\"deep\"); } };\n"
                                + "for (int i = 0; i < 30; i++) { o = new ArrayList<>(List.of(o)); }\n"
                                + "String here = o.toString();");
        assertTrue(answer.get("traceback").toString().contains("String here"), answer::toString);
    }

    @Test
    void aCellThatTakesTheOutputAwayLosesNothingElse() {
        JsonNode answer =
                run("{ System.setOut(null);\nSystem.setErr(null);\ndisplay(\"shown\"); }");
        assertEquals("ok", answer.get("status").asText(), answer::toString);
        assertEquals("shown", plain(answer.at("/displays/0")));
        assertEquals("after\n", run("System.out.println(\"after\");").get("stdout").asText());
        assertEquals("2", quietly("1 + 1"));
        answer = run("System.setErr(null);\nvoid early() { late(); }");
        assertTrue(answer.get("stderr").asText().contains("method late()"), answer::toString);
    }

    @Test
    void longResultsAreCutAndStayAvailable() {
        String shown = quietly("new int[2_000_000]");
        assertTrue(shown.length() < 60_000 && shown.startsWith("[0, 0, "), shown);
        assertTrue(shown.contains("... 1999000 more of 2000000]"), shown.substring(2900));
        assertEquals("2000000", quietly("int[] all = lastValue();\nall.length"));
        assertTrue(quietly("\"ab\".repeat(1_000_000)").contains("more of 2000000 characters"));
        assertTrue(
                quietly("IntStream.range(0, 5000).boxed().toList()")
                        .contains("... 4000 more of 5000]"));
        JsonNode table =
                run(
                        "import tech.tablesaw.api.*;\n"
                                + "Table.create(\"rows\").addColumns(IntColumn.create(\"n\","
                                + " IntStream.range(0, 100_000).toArray()))");
        assertTrue(table.at("/data/text~1html").asText().length() < 60_000);
        assertTrue(table.at("/data/text~1html").asText().contains("200 of 100000 rows"));
        assertTrue(plain(table).contains("200 of 100000 rows"));
        assertEquals("100000", quietly("Table whole = lastValue();\nwhole.rowCount()"));
        JsonNode plain = run("render(whole, \"text/plain\")");
        assertEquals(1, plain.get("data").size(), plain::toString);
        assertTrue(plain.get("data").has("text/plain"));
    }

    @Test
    void magicsTakeNamesWithBlanksQuotesAndLettersOutsideAscii(@TempDir Path folder)
            throws Exception {
        Path jars = Files.createDirectories(folder.resolve("größe mit 'Blank'"));
        Path jar = jars.resolve("a [1].jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("grüße.txt"));
            entries.write("hallo".getBytes(StandardCharsets.UTF_8));
        }
        quietly("%jars \"" + jars + "/*.jar\"");
        quietly("%classpath \"" + jar + "\" \"" + jars + "\"");
        assertEquals(
                "hallo",
                quietly(
                        "new String(Thread.currentThread().getContextClassLoader()"
                                + ".getResourceAsStream(\"grüße.txt\").readAllBytes())"));
        assertTrue(
                error(
                                "%jars "
                                        + jars.toString().replace(" ", "\\ ").replace("'", "\\'")
                                        + "/none*.jar")
                        .contains("no file matches"));
        assertTrue(error("%classpath 'open").contains("not closed"));
        assertTrue(error("%classpath a:b").contains("each path"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'%'|%classpath,%jars,%time,%%time",
                "'1 + 1;\n%j'|%jars",
                "'%%'|%%time",
                "'// System.o'|''",
                "'int a; /* Sys'|''",
                "'int b; // Sys'|''",
                "'\"System.o'|''",
                "'int c = 7 % Mat'|Math,MatchResult,Matcher,MathContext",
            })
    void offersWhatCanStandThere(String code, String expected) {
        List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(","));
        List<String> found = matches(code);
        assertTrue(found.containsAll(wanted), found::toString);
        assertEquals(wanted.isEmpty(), found.isEmpty(), found::toString);
    }

    private static List<String> matches(String code) {
        return texts(ask("complete", code).get("matches"));
    }

    @Test
    void offersMembersOfTheTypeFirstAndNoNoise() {
        quietly("40 + 2");
        quietly(
                """
                class Base { void inherited() { } }
                class Own extends Base { void zebra() { } int ant; }
                var own = new Own();""");
        assertEquals(List.of("ant", "zebra()", "inherited()"), matches("own."));
        assertEquals(List.of("hashCode()"), matches("own.hashC"));
        assertTrue(matches("int n = own.").indexOf("ant") == 0);
        List<String> everything = matches("");
        assertTrue(
                everything.stream()
                        .noneMatch(name -> name.startsWith("$") || name.contains("REPL")),
                everything::toString);
        List<String> builder = matches("new StringBuilder().append(\"a.b\").");
        assertTrue(
                builder.indexOf("append(") >= 0 && !builder.contains("wait("), builder::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "Math.abs,int Math.abs(int a)",
        "Math.abs(1),int Math.abs(int a)",
        "documented,documented:int",
        "documentedMethod,int documentedMethod(int x)",
        "anpvs.data.Dataset.valueOf,Dataset",
        "kit.help(),what there is to call",
        "anpvs.notebook.Kit,What the cells of the notebooks call.",
        "Thread,Thread",
    })
    void describes(String code, String expected) {
        run(
                "anpvs.notebook.Kit kit = null;\nint documented = 1;\nint documentedMethod(int x) { return x; }");
        JsonNode found = ask("inspect", code, code.replaceAll("\\(.*", "").length());
        assertTrue(found.get("found").asBoolean(), found::toString);
        assertTrue(plain(found).contains(expected), found::toString);
    }

    @ParameterizedTest
    @CsvSource({"ipc,hmac-sha256,transport ipc", "tcp,hmac-none,sign messages"})
    void whatItCannotSpeakEndsTheKernelWithASentence(
            String transport, String scheme, String expected, @TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("connection.json");
        Files.writeString(
                file,
                "{\"ip\":\"127.0.0.1\",\"transport\":\"%s\",\"signature_scheme\":\"%s\",\"key\":\"k\"}"
                        .formatted(transport, scheme));
        Process kernel =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "anpvs.kernel.KernelMain",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(kernel.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(kernel.waitFor(20, TimeUnit.SECONDS));
        assertEquals(2, kernel.exitValue(), said);
        assertTrue(said.contains(expected) && said.lines().count() == 1, said);
        assertFalse(said.contains("Exception"), said);
    }
}
