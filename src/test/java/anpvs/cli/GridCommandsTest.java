package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** grid and train --index as a user types them. */
class GridCommandsTest {
    private static final List<String> ADMM =
            List.of("--profile=smoke", "--dataset=glyphs", "--method=admm");

    @TempDir Path folder;

    private String out = "";
    private String err = "";

    private int run(String command, List<String> options, String... more) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(options);
        words.addAll(List.of(more));
        words.add("--runs=" + folder);
        StringWriter o = new StringWriter();
        StringWriter e = new StringWriter();
        PrintWriter results = new PrintWriter(o, true);
        int code = Main.run(results, new PrintWriter(e, true), words.toArray(String[]::new));
        out = o.toString();
        err = e.toString();
        return code;
    }

    @Test
    void theGridShowsOrderStateTimeAndPurpose() throws Exception {
        assertEquals(0, run("grid", ADMM), err);
        List<String> lines = out.lines().toList();
        assertEquals(5, lines.size(), out);
        assertTrue(lines.get(0).startsWith("   0  glyphs-at-smoke-s0-"), out);
        assertTrue(lines.get(1).startsWith("   1  glyphs-at-smoke-s1000-"), out);
        assertTrue(lines.get(1).endsWith("needed by others"), out);
        assertTrue(lines.get(2).startsWith("   2  glyphs-admm-smoke-s0-"), out);
        assertTrue(lines.get(2).contains("after 0,1"), out);
        assertTrue(lines.get(2).contains("missing"), out);
        assertTrue(lines.get(2).contains("Table 1"), out);
        assertTrue(lines.get(3).startsWith("3 runs"), out);
        assertTrue(lines.get(4).startsWith("reproduce-all on this CPU: "), out);

        assertEquals(0, run("grid", ADMM, "--json", "--seeds=2"), err);
        JsonNode list = new ObjectMapper().readTree(out);
        assertEquals(5, list.size());
        assertEquals("[0,1]", list.get(2).get("after").toString());
        assertTrue(list.get(4).get("run").asText().startsWith("glyphs-admm-smoke-s1-"));
        assertFalse(list.get(4).get("done").asBoolean());
        assertTrue(list.get(4).get("secondsLeft").asDouble() > 0, out);
    }

    @Test
    void schedulersAskForStages() throws Exception {
        assertEquals(0, run("grid", ADMM, "--stages"), err);
        assertEquals(List.of("2", "1"), out.lines().toList());
        assertEquals(0, run("grid", ADMM, "--stage=1"), err);
        assertEquals(2, out.lines().count(), out);
        assertTrue(out.matches("(?s).*\n1 runs; left: about \\d+ s\n"), out);
        assertEquals(0, run("grid", ADMM, "--stage=1", "--json"), err);
        JsonNode list = new ObjectMapper().readTree(out);
        assertEquals(1, list.size());
        assertEquals(2, list.get(0).get("index").asInt());
        assertEquals(1, list.get(0).get("stage").asInt());
        assertEquals(0, list.get(0).get("indexInStage").asInt());
        assertEquals(2, run("grid", ADMM, "--stage=2"));
        assertTrue(err.contains("0 to 1"), err);
        assertEquals(2, run("train", ADMM, "--stage=1", "--index=1"));
        assertTrue(err.contains("no run 1 in stage 1"), err);
        assertEquals(2, run("train", ADMM, "--stage=1", "--index=0"));
        assertTrue(err.contains("is not trained yet"), err);
        assertEquals(2, run("train", ADMM, "--stage=1"));
        assertTrue(err.contains("--index"), err);
    }

    @Test
    void oneRunOfTheGridDoesNotTrainWhatItNeeds() {
        assertEquals(2, run("train", ADMM, "--index=2"));
        assertTrue(err.contains("0 (glyphs-at-smoke-s0-"), err);
        assertTrue(err.contains("1 (glyphs-at-smoke-s1000-"), err);
        assertEquals(2, run("train", ADMM, "--index=3"));
        assertTrue(err.contains("0 to 2"), err);
        assertEquals(2, run("train", ADMM, "--index=0", "--set=epochs=1"));
        assertTrue(err.contains("--set does not go with --index"), err);
        assertEquals(2, run("train", ADMM, "--seeds=2"));
        assertTrue(err.contains("--index"), err);
        assertEquals(2, run("grid", List.of("--dataset=mnist", "--profile=smoke")));
        assertTrue(err.contains("mnist"), err);
        assertEquals(2, run("reproduce-all", ADMM, "--seeds=0"));
        assertTrue(err.contains("seeds is 0"), err);
    }

    @Test
    void severalDevicesAreForTheWholeGridAndHaveToBeThere() {
        for (String command : List.of("train", "evaluate", "attack", "check", "doctor")) {
            assertEquals(2, run(command, List.of("--device=gpu:0,gpu:1")), command);
            assertTrue(err.contains("--device takes one device here, not 2"), err);
            assertTrue(err.contains("reproduce-all takes several"), err);
        }
        assertEquals(2, run("reproduce-all", ADMM, "--device=cpu,gpu:x"));
        assertTrue(err.contains("there is no device 'gpu:x'"), err);
        assertEquals(2, run("reproduce-all", ADMM, "--device=cpu,gpu:999"));
        assertTrue(err.contains("device gpu:999: "), err);
    }
}
