package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** grid and train --index as a user types them. */
class GridCommandsTest extends TypedCommands {
    private static final List<String> ADMM =
            List.of("--profile=smoke", "--dataset=glyphs", "--method=admm");

    @TempDir Path folder;

    @Override
    TypedCommands run(Object... words) {
        return super.run(Arrays.asList(words), "--runs=" + folder);
    }

    @Test
    void theGridShowsOrderStateTimeAndPurpose() throws Exception {
        run("grid", ADMM).exits(0);
        List<String> lines = out.lines().toList();
        assertEquals(6, lines.size(), out);
        assertTrue(lines.get(0).startsWith("   #  run "), out);
        assertTrue(lines.get(1).startsWith("   0  glyphs-at-smoke-s0-"), out);
        assertTrue(lines.get(2).startsWith("   1  glyphs-at-smoke-s1000-"), out);
        assertTrue(lines.get(2).endsWith("needed by others"), out);
        assertTrue(lines.get(3).startsWith("   2  glyphs-admm-smoke-s0-"), out);
        assertTrue(lines.get(3).contains(" 0,1 "), out);
        assertTrue(lines.get(3).contains("missing"), out);
        assertTrue(lines.get(3).contains("Table 1"), out);
        assertTrue(lines.get(4).startsWith("3 runs"), out);
        assertTrue(lines.get(5).startsWith("reproduce-all on this CPU: "), out);

        run("grid", ADMM, "--json", "--seeds=2").exits(0);
        JsonNode list = new ObjectMapper().readTree(out);
        assertEquals(5, list.size());
        assertEquals("[0,1]", list.get(2).get("after").toString());
        assertTrue(list.get(4).get("run").asText().startsWith("glyphs-admm-smoke-s1-"));
        assertFalse(list.get(4).get("done").asBoolean());
        assertTrue(list.get(4).get("secondsLeft").asDouble() > 0, out);
    }

    @Test
    void schedulersAskForStages() throws Exception {
        run("grid", ADMM, "--stages").exits(0);
        assertEquals(List.of("2", "1"), out.lines().toList());
        run("grid", ADMM, "--stage=1").exits(0);
        assertEquals(3, out.lines().count(), out);
        assertTrue(out.matches("(?s).*\n1 run; left: about \\d+ s\n"), out);
        run("grid", ADMM, "--stage=1", "--json").exits(0);
        JsonNode list = new ObjectMapper().readTree(out);
        assertEquals(1, list.size());
        assertEquals(2, list.get(0).get("index").asInt());
        assertEquals(1, list.get(0).get("stage").asInt());
        assertEquals(0, list.get(0).get("indexInStage").asInt());
        run("grid", ADMM, "--stage=2").refuses("0 to 1");
        run("train", ADMM, "--stage=1", "--index=1").refuses("no run 1 in stage 1");
        run("train", ADMM, "--stage=1", "--index=0").refuses("is not trained yet");
        run("train", ADMM, "--stage=1").refuses("--index");
    }

    @Test
    void oneRunOfTheGridDoesNotTrainWhatItNeeds() {
        run("train", ADMM, "--index=2")
                .refuses("0 (glyphs-at-smoke-s0-", "1 (glyphs-at-smoke-s1000-");
        run("train", ADMM, "--index=3").refuses("0 to 2");
        run("train", ADMM, "--index=0", "--set=epochs=1").refuses("--set does not go with --index");
        run("train", ADMM, "--seeds=2").refuses("--index");
        run("grid", "--dataset=mnist", "--profile=smoke").refuses("mnist");
        run("reproduce-all", ADMM, "--seeds=0").refuses("seeds is 0");
    }

    @Test
    void severalDevicesAreForTheWholeGridAndHaveToBeThere() {
        for (String command : List.of("train", "evaluate", "attack", "check", "doctor")) {
            run(command, "--device=gpu:0,gpu:1")
                    .refuses(
                            "--device takes one device here, not 2", "reproduce-all takes several");
        }
        run("reproduce-all", ADMM, "--device=cpu,gpu:x").refuses("there is no device 'gpu:x'");
        run("reproduce-all", ADMM, "--device=cpu,gpu:999").refuses("device gpu:999: ");
    }
}
