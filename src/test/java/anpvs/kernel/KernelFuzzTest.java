package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random cells, valid, broken, huge and interrupted: after each the kernel works and forgot
 * nothing.
 */
class KernelFuzzTest extends KernelClient {
    private static final int CELLS = Integer.getInteger("anpvs.cells", 150);
    private static final String[] TOKENS =
            ("int String var class record x f Box ( ) { } [ ] ; , . = + -> :: < > \" ' \"\"\""
                            + " // /* */ % %% @ \n \r \r\n \t \\ \\u000a 0 1e999 0x 9999999999"
                            + " null new return throw if for switch import java.util. static ä 😀"
                            + " \u0000 \u2028 $1 do_it$ REPL")
                    .split(" ", -1);

    private final Random random = new Random(20261128);

    @Test
    void aKernelSurvivesRandomCells() {
        run("final List<Integer> keptFromTheStart = new ArrayList<>(List.of(1, 2, 3));");
        Map<String, Integer> ends = new TreeMap<>();
        for (int i = 0; i < CELLS; i++) {
            Map<String, Object> options = new HashMap<>(Map.of("timeout", 60));
            String code = cell(i, options);
            String about = "cell " + i + ": " + code.substring(0, Math.min(300, code.length()));
            String status = run(code, options).get("status").asText();
            assertEquals(true, Set.of("ok", "error").contains(status), about + "\n" + status);
            ends.merge(status, 1, Integer::sum);
            JsonNode check = run("(1 + 1) + \" \" + keptFromTheStart");
            assertEquals("2 [1, 2, 3]", plain(check), about + "\n" + check);
        }
        assertEquals(2, ends.size(), "some succeed, some fail: " + ends);
    }

    private String cell(int number, Map<String, Object> options) {
        int name = random.nextInt(5);
        return switch (random.nextInt(20)) {
            case 0, 1 -> "int v" + name + " = " + random.nextInt() + ";\nv" + name + " + 1";
            case 2 -> "var v" + name + " = v" + random.nextInt(5) + ";";
            case 3 ->
                    "String v" + name + " = \"" + "x".repeat(random.nextInt(200)) + "\";\nv" + name;
            case 4 ->
                    "int m%s(int a) { return a < 1 ? 0 : m%s(a - 1); }"
                            .formatted(name, random.nextInt(5));
            case 5 -> "m" + name + "(" + random.nextInt(50) + ")";
            case 6 ->
                    "class C%1$s { int a%2$s = m%3$s(2); }\nvar c%1$s = new C%1$s();"
                            .formatted(name, random.nextInt(3), random.nextInt(5));
            case 7 -> "c" + name + ".toString().length() + " + "v" + random.nextInt(5);
            case 8 ->
                    "record R%1$s(int a, String b%2$s) { }\nnew R%1$s(1, null)"
                            .formatted(name, random.nextInt(3));
            case 9 ->
                    "throw new "
                            + oneOf(
                                    "RuntimeException",
                                    "Error",
                                    "StackOverflowError",
                                    "ThreadDeath")
                            + "();";
            case 10 -> huge();
            case 11 -> interrupted(number, options);
            case 12 ->
                    "Supplier<Object> s%1$s = () -> v%2$s;\ns%1$s.get()"
                            .formatted(name, random.nextInt(5));
            case 13 ->
                    oneOf(
                            "",
                            "  \n",
                            "// c",
                            "/* */",
                            ";",
                            ";;",
                            "{}",
                            "%time",
                            "%%time\n1",
                            "\uFEFF1");
            case 14 ->
                    "enum E%1$s { A, B%2$s }\nE%1$s.values().length"
                            .formatted(name, random.nextInt(3));
            case 15 ->
                    "import java.util."
                            + oneOf("*", "List", "Nothing", "concurrent.*", "Map.Entry")
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
    private String interrupted(int number, Map<String, Object> options) {
        options.put("interrupt_on", "started");
        return "int i"
                + number
                + " = 1;\nSystem.out.println(\"started\");\n"
                + oneOf(
                        "Thread.sleep(60000);",
                        "new CountDownLatch(1).await();",
                        "while (!Thread.interrupted()) { }");
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String tokens() {
        StringBuilder code = new StringBuilder();
        for (int i = random.nextInt(25); i >= 0; i--) {
            code.append(oneOf(TOKENS)).append(random.nextInt(3) > 0 ? " " : "");
        }
        return code.toString();
    }
}
