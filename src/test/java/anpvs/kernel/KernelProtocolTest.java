package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Field by field, version 5.3 of the messaging protocol, as a real client sees it. */
class KernelProtocolTest extends KernelClient {
    private static JsonNode send(String type, Map<String, ?> content) {
        return jupyter.ask("send", "a", Map.of("type", type, "content", content));
    }

    private static JsonNode queue(List<String> cells, Map<String, ?> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("cells", cells);
        return jupyter.ask("queue", "a", all);
    }

    /** The value that a request for a cell's execution has published. */
    private static String value(JsonNode answer) {
        return plain(answer.at("/published/2/content"));
    }

    private static JsonNode execute(String code, Map<String, ?> fields) {
        Map<String, Object> content = new HashMap<>(fields);
        content.put("code", code);
        JsonNode answer = send("execute_request", content);
        assertEquals("execute_reply", answer.get("type").asText());
        return answer;
    }

    private static List<String> published(JsonNode answer) {
        return StreamSupport.stream(answer.get("published").spliterator(), false)
                .map(message -> message.get("type").asText())
                .toList();
    }

    private static int count() {
        return execute("", Map.of("silent", true)).at("/reply/execution_count").asInt();
    }

    private static List<String> statuses(JsonNode queue) {
        return texts(queue.get("statuses"));
    }

    @Test
    void saysWhatItIs() {
        JsonNode answer = send("kernel_info_request", Map.of());
        assertEquals("5.3", answer.get("version").asText());
        assertEquals("ok", answer.at("/reply/status").asText());
        assertEquals("5.3", answer.at("/reply/protocol_version").asText());
        assertEquals("java", answer.at("/reply/language_info/name").asText());
        assertEquals(".java", answer.at("/reply/language_info/file_extension").asText());
        assertEquals(List.of("status", "status"), published(answer));
    }

    @Test
    void doesAsMuchAsAPlainRequestSays() {
        int before = count();
        JsonNode answer = execute("System.out.print(\"p\");\n1 + 1", Map.of());
        assertEquals(
                List.of("status", "execute_input", "stream", "execute_result", "status"),
                published(answer));
        assertEquals("ok", answer.at("/reply/status").asText());
        assertEquals(before + 1, answer.at("/reply/execution_count").asInt());
        assertEquals("{}", answer.at("/reply/user_expressions").toString());
        assertEquals("busy", answer.at("/published/0/content/execution_state").asText());
        assertEquals(before + 1, answer.at("/published/1/content/execution_count").asInt());
        assertEquals(before + 1, answer.at("/published/3/content/execution_count").asInt());
    }

    @Test
    void aSilentRequestShowsNothingAndDoesNotCount() {
        int before = count();
        JsonNode answer =
                execute(
                        "System.out.print(\"p\"); int unseen = 7; display(unseen); unseen",
                        Map.of("silent", true, "store_history", true));
        assertEquals(List.of("status", "status"), published(answer));
        assertEquals("ok", answer.at("/reply/status").asText());
        JsonNode failed = execute("throw new RuntimeException(\"x\");", Map.of("silent", true));
        assertEquals(List.of("status", "status"), published(failed));
        assertEquals("error", failed.at("/reply/status").asText());
        assertEquals(before, count());
        assertEquals("7", value(execute("unseen", Map.of())));
        assertFalse(history("tail", Map.of("n", 50)).contains("int unseen"));
    }

    @Test
    void aRequestOutsideHistoryShowsItsResultAndDoesNotCount() {
        int before = count();
        JsonNode answer = execute("40 + 2", Map.of("store_history", false));
        assertTrue(published(answer).contains("execute_result"));
        assertEquals(before, answer.at("/reply/execution_count").asInt());
        assertFalse(history("tail", Map.of("n", 50)).contains("40 + 2"));
    }

    @Test
    void evaluatesUserExpressionsEachForItself() {
        JsonNode reply =
                execute(
                                "int asked = 5;",
                                Map.of(
                                        "user_expressions",
                                        Map.of("good", "asked * 2", "bad", "missing", "none", "")))
                        .get("reply");
        assertEquals("ok", reply.get("status").asText());
        assertEquals("ok", reply.at("/user_expressions/good/status").asText());
        assertEquals("10", plain(reply.at("/user_expressions/good")));
        assertTrue(reply.at("/user_expressions/good/metadata").isObject());
        assertEquals("error", reply.at("/user_expressions/bad/status").asText());
        assertEquals("CompileError", reply.at("/user_expressions/bad/ename").asText());
        assertTrue(reply.at("/user_expressions/bad/traceback").isArray());
        JsonNode failed =
                execute("int x = ;", Map.of("user_expressions", Map.of("a", "1"))).get("reply");
        assertEquals("error", failed.get("status").asText());
        assertFalse(failed.has("user_expressions"));
    }

    @Test
    void asksForInputOnlyWhereThatIsAllowed() {
        JsonNode reply =
                execute("new Scanner(System.in).nextLine()", Map.of("allow_stdin", false))
                        .get("reply");
        assertEquals("UserError", reply.get("ename").asText());
        assertTrue(reply.get("evalue").asText().contains("allow_stdin"));
    }

    @Test
    void abortsWhatWaitsBehindAFailure() {
        List<String> cells =
                List.of(
                        "Thread.sleep(1_000);",
                        "throw new RuntimeException(\"x\");",
                        "System.out.println(\"C\");",
                        "int alsoNot = 1;");
        JsonNode answer = queue(cells, Map.of());
        assertEquals(List.of("ok", "error", "aborted", "aborted"), statuses(answer));
        assertEquals("", answer.get("printed").asText());
        JsonNode on = queue(cells, Map.of("stop_on_error", false));
        assertEquals(List.of("ok", "error", "ok", "ok"), statuses(on));
        assertEquals("C\n", on.get("printed").asText());
        assertEquals("2", value(execute("1 + 1", Map.of())));
    }

    @Test
    void abortsWhatWaitsBehindAnInterrupt() {
        List<String> cells = List.of("Thread.sleep(60000);", "System.out.println(\"B\");");
        JsonNode answer = queue(cells, Map.of("interrupt_after", 1));
        assertEquals(List.of("error", "aborted"), statuses(answer));
        assertEquals("", answer.get("printed").asText());
    }

    @Test
    void anInterruptWhileTheKernelStartsReachesTheFirstCell() throws Exception {
        for (double after : new double[] {0.05, 0.6}) {
            String name = "starting" + after;
            JsonNode answer =
                    jupyter.ask(
                            "queue",
                            name,
                            Map.of(
                                    "starting",
                                    true,
                                    "interrupt_after",
                                    after,
                                    "cells",
                                    List.of("Thread.sleep(60000);", "System.out.println(\"B\");")));
            assertEquals(List.of("error", "aborted"), statuses(answer), "after " + after + " s");
            assertTrue(answer.at("/evalue/0").asText().startsWith("Interrupted"), answer::toString);
            jupyter.ask("shutdown", name, Map.of());
        }
    }

    @Test
    void whatTheFirstCellPublishesWaitsForAListener() {
        JsonNode answer =
                jupyter.ask("late", "late", Map.of("code", "System.out.print(1)", "after", 0.3));
        assertEquals(
                "[\"busy\",\"execute_input\",\"stream\",\"idle\"]",
                answer.at("/published").toString());
        jupyter.ask("shutdown", "late", Map.of());
    }

    @Test
    void anInterruptThatNothingWaitsForReachesNothing() {
        execute("1", Map.of()); // the shell has started
        queue(List.of(), Map.of("interrupt_after", 0));
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertEquals("ok", execute("1", Map.of()).at("/reply/status").asText());
    }

    private static String history(String kind, Map<String, ?> fields) {
        Map<String, Object> content = new HashMap<>(fields);
        content.put("hist_access_type", kind);
        JsonNode answer = send("history_request", content);
        assertEquals("ok", answer.at("/reply/status").asText());
        return answer.at("/reply/history").toString();
    }

    @Test
    void remembersTheSession() {
        execute("\"h\" + 1", Map.of());
        execute("\"h\" + 2", Map.of());
        execute("\"h\" + 2", Map.of());
        int last = count();
        String second = "[1," + last + ",\"\\\"h\\\" + 2\"]";
        assertEquals("[" + second + "]", history("tail", Map.of("n", 1)));
        assertEquals(
                "[[1," + last + ",[\"\\\"h\\\" + 2\",\"h2\"]]]",
                history("tail", Map.of("n", 1, "output", true)));
        assertEquals(
                "[[1," + (last - 2) + ",\"\\\"h\\\" + 1\"]]",
                history("range", Map.of("session", 0, "start", last - 2, "stop", last - 1)));
        assertEquals("[]", history("range", Map.of("session", -1, "start", 0, "stop", 9)));
        assertEquals("[" + second + "]", history("search", Map.of("pattern", "\"?\" + ?", "n", 1)));
        for (String pattern : List.of("\"h\"*2", "?h? [+-] [!13-9]", "\"h\"+2")) {
            Map<String, ?> once = Map.of("pattern", pattern, "unique", true);
            assertEquals("[" + second + "]", history("search", once), pattern);
        }
        for (String pattern : List.of("\"H\" + ?", "?h? [^+] 2", "?h? [z-a] 2", "[")) {
            assertEquals("[]", history("search", Map.of("pattern", pattern)), pattern);
        }
    }

    @Test
    void answersAQuestionWithAPage() {
        execute("int asked = 1;", Map.of());
        for (String question : List.of("Math.abs?", "?Math.abs", " Math.abs??\n")) {
            JsonNode reply = execute(question, Map.of()).get("reply");
            assertEquals(1, reply.get("payload").size(), reply::toString);
            assertEquals("page", reply.at("/payload/0/source").asText());
            String text = plain(reply.at("/payload/0"));
            assertTrue(text.contains("int Math.abs(int a)"), text);
        }
        JsonNode unknown = execute("missing?", Map.of()).get("reply");
        assertEquals("nothing is known of missing.", unknown.get("evalue").asText());
        JsonNode choice = execute("asked == 1 ?\n\"one\" : \"other\"", Map.of());
        assertEquals("one", value(choice));
    }

    @Test
    void clearsWhatTheCellHasShown() {
        JsonNode answer =
                execute(
                        "System.out.print(\"0 %\"); clearOutput(true); System.out.print(\"50 %\");",
                        Map.of());
        assertEquals(
                List.of("status", "execute_input", "stream", "clear_output", "stream", "status"),
                published(answer));
        assertTrue(answer.at("/published/3/content/wait").asBoolean());
        assertEquals("50 %", answer.at("/published/4/content/text").asText());
    }

    @Test
    void showsWhatOtherThreadsPrint() {
        JsonNode answer =
                execute(
                        "Thread other = new Thread(() -> System.out.print(\"from it\"));\n"
                                + "other.start();\nother.join();",
                        Map.of());
        assertEquals("from it", answer.at("/published/2/content/text").asText());
    }

    @Test
    void shutsDownByTheShellChannelAfterACell() {
        jupyter.ask("start", "ending", Map.of());
        jupyter.run("ending", "1");
        JsonNode answer =
                jupyter.ask(
                        "send",
                        "ending",
                        Map.of("type", "shutdown_request", "content", Map.of("restart", false)));
        assertEquals("shutdown_reply", answer.get("type").asText());
        assertTrue(jupyter.ask("exited", "ending", Map.of()).get("exited").asBoolean());
        jupyter.ask("shutdown", "ending", Map.of());
    }

    @Test
    void goesOnAfterMessagesThatAreNotAsTheyShouldBe() {
        jupyter.ask("garbage", "a", Map.of());
        JsonNode answer = send("history_request", Map.of("n", "many"));
        assertEquals("error", answer.at("/reply/status").asText(), answer::toString);
        assertEquals("ok", execute("1", Map.of()).at("/reply/status").asText());
    }

    @Test
    void answersCommsAndInfoWithAStatus() {
        JsonNode answer = send("comm_info_request", Map.of());
        assertEquals("{\"status\":\"ok\",\"comms\":{}}", answer.get("reply").toString());
    }
}
