package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A Jupyter client with the kernel "a" that the tests of a class share. */
abstract class KernelClient {
    static JupyterDriver jupyter;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        jupyter = new JupyterDriver(folder);
        assertEquals("java", jupyter.ask("start", "a", Map.of()).get("language").asText());
    }

    @AfterAll
    static void stop() throws Exception {
        if (jupyter != null) {
            jupyter.close();
            jupyter = null;
        }
    }

    static JsonNode run(String code) {
        return jupyter.run("a", code);
    }

    /** As above, with options of the driver, such as when the cell is interrupted. */
    static JsonNode run(String code, Map<String, ?> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("code", code);
        return jupyter.ask("run", "a", all);
    }

    /** Completion, inspection or the test for complete input, at the end of the code. */
    static JsonNode ask(String what, String code) {
        return ask(what, code, code.codePointCount(0, code.length()));
    }

    static JsonNode ask(String what, String code, int cursor) {
        return jupyter.ask("ask", "a", Map.of("what", what, "code", code, "cursor", cursor));
    }

    /** The text of a value or of an output; empty if it has none. */
    static String plain(JsonNode shown) {
        return shown.at("/data/text~1plain").asText("");
    }

    /** The text of the value of a cell that succeeds; empty if it has none. */
    static String value(String code) {
        JsonNode answer = run(code);
        assertEquals("ok", answer.get("status").asText(), answer::toString);
        return plain(answer);
    }

    /** The message of a cell that fails. */
    static String error(String code) {
        JsonNode answer = run(code);
        assertEquals("error", answer.get("status").asText(), answer::toString);
        return answer.get("evalue").asText();
    }

    /** The texts of an array. */
    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    /** The lines of an array as one text, without colours. */
    static String text(JsonNode lines) {
        return String.join("\n", texts(lines)).replaceAll("\u001b\\[[;\\d]*m", "");
    }
}
