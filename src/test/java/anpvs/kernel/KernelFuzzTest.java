package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random cells, valid, broken, huge and interrupted: after each the kernel works and forgot
 * nothing.
 */
class KernelFuzzTest {
    private static final int CELLS = Integer.getInteger("anpvs.cells", 150);
    private static final List<String> TOKENS =
            List.of(
                    "int",
                    "String",
                    "var",
                    "class",
                    "record",
                    "x",
                    "f",
                    "Box",
                    "(",
                    ")",
                    "{",
                    "}",
                    "[",
                    "]",
                    ";",
                    ",",
                    ".",
                    "=",
                    "+",
                    "->",
                    "::",
                    "<",
                    ">",
                    "\"",
                    "'",
                    "\"\"\"",
                    "//",
                    "/*",
                    "*/",
                    "%",
                    "%%",
                    "@",
                    "\n",
                    "\r",
                    "\r\n",
                    "\t",
                    "\\",
                    "\\u000a",
                    "0",
                    "1e999",
                    "0x",
                    "9999999999",
                    "null",
                    "new",
                    "return",
                    "throw",
                    "if",
                    "for",
                    "switch",
                    "import",
                    "java.util.",
                    "static",
                    "ä",
                    "😀",
                    "\u0000",
                    "\u2028",
                    "$1",
                    "do_it$",
                    "REPL");

    private final Random random = new Random(20261128);

    @Test
    void aKernelSurvivesRandomCells(@TempDir Path folder) throws Exception {
        JupyterDriver jupyter = new JupyterDriver(folder);
        try {
            jupyter.ask("start", "a", Map.of());
            jupyter.run(
                    "a",
                    "final List<Integer> keptFromTheStart = new ArrayList<>(List.of(1, 2, 3));");
            Map<String, Integer> ends = new TreeMap<>();
            for (int i = 0; i < CELLS; i++) {
                Map<String, Object> request = new HashMap<>(Map.of("timeout", 60));
                String code = cell(i, request);
                request.put("code", code);
                String about = "cell " + i + ": " + code.substring(0, Math.min(300, code.length()));
                JsonNode answer = jupyter.ask("run", "a", request);
                String status = answer.get("status").asText();
                assertEquals(true, Set.of("ok", "error").contains(status), about + "\n" + status);
                ends.merge(status, 1, Integer::sum);
                JsonNode check = jupyter.run("a", "(1 + 1) + \" \" + keptFromTheStart");
                assertEquals(
                        "2 [1, 2, 3]",
                        check.at("/data/text~1plain").asText(),
                        about + "\n" + check);
            }
            assertEquals(2, ends.size(), "some succeed, some fail: " + ends);
        } finally {
            jupyter.close();
        }
    }

    private String cell(int number, Map<String, Object> request) {
        int name = random.nextInt(5);
        return switch (random.nextInt(20)) {
            case 0, 1 -> "int v" + name + " = " + random.nextInt() + ";\nv" + name + " + 1";
            case 2 -> "var v" + name + " = v" + random.nextInt(5) + ";";
            case 3 ->
                    "String v" + name + " = \"" + "x".repeat(random.nextInt(200)) + "\";\nv" + name;
            case 4 ->
                    "int m"
                            + name
                            + "(int a) { return a < 1 ? 0 : m"
                            + random.nextInt(5)
                            + "(a - 1); }";
            case 5 -> "m" + name + "(" + random.nextInt(50) + ")";
            case 6 ->
                    "class C"
                            + name
                            + " { int a"
                            + random.nextInt(3)
                            + " = m"
                            + random.nextInt(5)
                            + "(2); }\nvar c"
                            + name
                            + " = new C"
                            + name
                            + "();";
            case 7 -> "c" + name + ".toString().length() + " + "v" + random.nextInt(5);
            case 8 ->
                    "record R"
                            + name
                            + "(int a, String b"
                            + random.nextInt(3)
                            + ") { }\nnew R"
                            + name
                            + "(1, null)";
            case 9 ->
                    "throw new "
                            + List.of(
                                            "RuntimeException",
                                            "Error",
                                            "StackOverflowError",
                                            "ThreadDeath")
                                    .get(random.nextInt(4))
                            + "();";
            case 10 -> huge();
            case 11 -> interrupted(number, request);
            case 12 ->
                    "Supplier<Object> s"
                            + name
                            + " = () -> v"
                            + random.nextInt(5)
                            + ";\ns"
                            + name
                            + ".get()";
            case 13 ->
                    List.of(
                                    "",
                                    "  \n",
                                    "// c",
                                    "/* */",
                                    ";",
                                    ";;",
                                    "{}",
                                    "%time",
                                    "%%time\n1",
                                    "\uFEFF1")
                            .get(random.nextInt(10));
            case 14 ->
                    "enum E"
                            + name
                            + " { A, B"
                            + random.nextInt(3)
                            + " }\nE"
                            + name
                            + ".values().length";
            case 15 ->
                    "import java.util."
                            + List.of("*", "List", "Nothing", "concurrent.*", "Map.Entry")
                                    .get(random.nextInt(5))
                            + ";";
            default -> tokens();
        };
    }

    private String huge() {
        int times = 1 << random.nextInt(15);
        return switch (random.nextInt(6)) {
            case 0 -> "String huge = \"" + "x".repeat(5 * times) + "\";";
            case 1 -> "int huge = " + "1 + ".repeat(times) + "1;";
            case 2 -> "void huge() { " + "System.nanoTime(); ".repeat(times / 2) + "}";
            case 3 -> "int[] huge = {" + "1000, ".repeat(times) + "};\nhuge";
            case 4 -> "(".repeat(times / 4) + "1" + ")".repeat(times / 4);
            default -> "new int[" + 200 * times + "]";
        };
    }

    /** Quick to interrupt, so that the test is too. */
    private String interrupted(int number, Map<String, Object> request) {
        request.put("interrupt_on", "started");
        return "int i"
                + number
                + " = 1;\nSystem.out.println(\"started\");\n"
                + List.of(
                                "Thread.sleep(60000);",
                                "new CountDownLatch(1).await();",
                                "while (!Thread.interrupted()) { }")
                        .get(random.nextInt(3));
    }

    private String tokens() {
        StringBuilder code = new StringBuilder();
        for (int i = random.nextInt(25); i >= 0; i--) {
            code.append(TOKENS.get(random.nextInt(TOKENS.size())))
                    .append(random.nextInt(3) > 0 ? " " : "");
        }
        return code.toString();
    }
}
