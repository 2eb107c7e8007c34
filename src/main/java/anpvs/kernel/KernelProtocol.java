package anpvs.kernel;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.comm.Comm;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteInput;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers each request as version 5.3 of Jupyter's messaging protocol says. One request at a time
 * on the shell channel; those of the control channel come in between.
 */
final class KernelProtocol {
    private static final Gson JSON = new Gson();
    private static final String IMPLEMENTATION = "anpvs";
    private static final String NO_VERSION = "0";

    private final JavaKernel kernel;
    private final History history = new History();

    /** How many cells were run that count: the number of the last one. */
    private int count;

    KernelProtocol(JavaKernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Answers a request.
     *
     * @param abort whether a cell before it failed, so that it must not be run
     * @param beforeFailure called before a failure is told that stops what waits
     */
    void answer(Request request, Replies replies, boolean abort, Runnable beforeFailure) {
        switch (request.type().getName()) {
            case "execute_request" -> {
                if (abort) {
                    replies.send(
                            MessageType.EXECUTE_REPLY,
                            Map.of("status", "aborted", "execution_count", count));
                } else {
                    execute(request, replies, beforeFailure);
                }
            }
            case "kernel_info_request" -> replies.ok(MessageType.KERNEL_INFO_REPLY, information());
            case "complete_request" -> complete(request, replies);
            case "inspect_request" -> inspect(request, replies);
            case "is_complete_request" -> isComplete(request, replies);
            case "history_request" ->
                    replies.ok(
                            MessageType.HISTORY_REPLY, Map.of("history", history.answer(request)));
            case "interrupt_request" -> {
                kernel.interrupt();
                replies.ok(MessageType.INTERRUPT_REPLY, Map.of());
            }
            case "shutdown_request" -> {
                boolean restart = request.flag("restart", false);
                kernel.onShutdown(restart);
                replies.ok(MessageType.SHUTDOWN_REPLY, Map.of("restart", restart));
            }
            case "comm_info_request" -> openComms(request, replies);
            case "comm_open" ->
                    kernel.getCommManager()
                            .handleCommOpenCommand(
                                    replies, request.as(MessageType.COMM_OPEN_COMMAND));
            case "comm_msg" ->
                    kernel.getCommManager()
                            .handleCommMsgCommand(
                                    replies, request.as(MessageType.COMM_MSG_COMMAND));
            case "comm_close" ->
                    kernel.getCommManager()
                            .handleCommCloseCommand(
                                    replies, request.as(MessageType.COMM_CLOSE_COMMAND));
            default -> {
                // the protocol says to ignore what is unknown
            }
        }
    }

    /** Replies that a request could not be answered, for one that is not as the protocol says. */
    void answerFailure(Request request, Replies replies, Throwable thrown) {
        MessageType<?> reply =
                MessageType.getType(request.type().getName().replace("_request", "_reply"));
        if (!reply.equals(request.type())) {
            replies.send(reply, error(ErrorText.internal(thrown)));
        }
    }

    private Map<String, Object> information() {
        String version = getClass().getPackage().getImplementationVersion();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("protocol_version", Header.PROTOCOL_VERISON);
        content.put("implementation", IMPLEMENTATION);
        content.put("implementation_version", version == null ? NO_VERSION : version);
        content.put("language_info", kernel.getLanguageInfo());
        content.put("banner", kernel.getBanner());
        content.put("help_links", List.of());
        return content;
    }

    private void fail(
            Request request,
            Replies replies,
            int number,
            CellFailure failure,
            Runnable beforeFailure) {
        if (!request.flag("silent", false) && request.flag("stop_on_error", true)) {
            beforeFailure.run();
        }
        replies.publish(new PublishError(failure.name(), failure.getMessage(), failure.lines()));
        Map<String, Object> reply = error(failure);
        reply.put("execution_count", number);
        replies.send(MessageType.EXECUTE_REPLY, reply);
    }

    private void execute(Request request, Replies replies, Runnable beforeFailure) {
        String code = request.text("code");
        boolean silent = request.flag("silent", false);
        boolean stored = !silent && request.flag("store_history", true);
        int number = stored ? ++count : count;
        if (silent) {
            replies.beSilent();
        }
        replies.publish(new PublishExecuteInput(code, number));
        String shown = null;
        try {
            kernel.attach(replies, request.flag("allow_stdin", true));
            Optional<String> asked = Magics.nameAskedFor(code);
            List<?> pages = asked.isPresent() ? List.of(page(asked.get())) : List.of();
            DisplayData value = asked.isPresent() ? null : kernel.run(new Cell(number, code));
            if (value != null) {
                replies.publish(new PublishExecuteResult(number, value));
                shown = (String) value.getData(PlainText.TYPE);
            }
            Map<String, Object> reply = new LinkedHashMap<>();
            reply.put("execution_count", number);
            reply.put("user_expressions", expressions(request, number));
            reply.put("payload", pages);
            replies.ok(MessageType.EXECUTE_REPLY, reply);
        } catch (CellFailure e) {
            fail(request, replies, number, e, beforeFailure);
        } catch (RuntimeException | Error e) { // such as a value that JSON cannot hold
            KernelMain.log("could not show what cell " + number + " gave: " + e);
            fail(request, replies, number, ErrorText.internal(e), beforeFailure);
        }
        if (stored) {
            history.add(number, code, shown);
        }
    }

    /** What the front end shows beside the notebook: signatures and Javadoc. */
    private Map<String, Object> page(String name) throws CellFailure {
        int end = name.codePointCount(0, name.length());
        DisplayData found = kernel.assistance().inspect(name, end);
        if (found == null) {
            throw CellFailure.plain("UserError", "nothing is known of " + name + ".");
        }
        return Map.of("source", "page", "data", bundle(found).get("data"), "start", 0);
    }

    private static Map<String, Object> error(CellFailure failure) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("status", "error");
        content.put("ename", failure.name());
        content.put("evalue", failure.getMessage());
        content.put("traceback", failure.lines());
        return content;
    }

    /** Values that the front end asks for beside the cell's own; one that fails stops nothing. */
    private Map<String, Object> expressions(Request request, int number) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> asked : request.entries("user_expressions")) {
            try {
                DisplayData value = kernel.run(new Cell(number, asked.getValue().getAsString()));
                Map<String, Object> content = bundle(DisplayData.emptyIfNull(value));
                content.put("status", "ok");
                values.put(asked.getKey(), content);
            } catch (CellFailure e) {
                values.put(asked.getKey(), error(e));
            }
        }
        return values;
    }

    private static Map<String, Object> bundle(DisplayData data) {
        JsonObject fields = JSON.toJsonTree(data).getAsJsonObject();
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("data", fields.get("data"));
        bundle.put("metadata", fields.get("metadata"));
        return bundle;
    }

    private void complete(Request request, Replies replies) {
        ReplacementOptions found =
                kernel.assistance().complete(request.text("code"), request.number("cursor_pos", 0));
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("matches", found.getReplacements());
        reply.put("cursor_start", found.getSourceStart());
        reply.put("cursor_end", found.getSourceEnd());
        reply.put("metadata", Map.of());
        replies.ok(MessageType.COMPLETE_REPLY, reply);
    }

    private void inspect(Request request, Replies replies) {
        DisplayData found =
                kernel.assistance().inspect(request.text("code"), request.number("cursor_pos", 0));
        Map<String, Object> reply = bundle(DisplayData.emptyIfNull(found));
        reply.put("found", found != null);
        replies.ok(MessageType.INSPECT_REPLY, reply);
    }

    private void isComplete(Request request, Replies replies) {
        String state = kernel.assistance().isComplete(request.text("code"));
        boolean known = List.of("complete", "invalid", "unknown").contains(state);
        replies.send(
                MessageType.IS_COMPLETE_REPLY,
                known ? Map.of("status", state) : Map.of("status", "incomplete", "indent", state));
    }

    private void openComms(Request request, Replies replies) {
        String wanted = request.text("target_name");
        Map<String, Object> open = new LinkedHashMap<>();
        for (Comm comm : kernel.getCommManager()) {
            if (wanted.isEmpty() || wanted.equals(comm.getTargetName())) {
                open.put(comm.getID(), Map.of("target_name", comm.getTargetName()));
            }
        }
        replies.ok(MessageType.COMM_INFO_REPLY, Map.of("comms", open));
    }
}
