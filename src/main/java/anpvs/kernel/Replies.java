package anpvs.kernel;

import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.channels.ShellChannel;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.channels.StdinChannel;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;

import java.util.LinkedHashMap;
import java.util.Map;

/** What answers one request: the channel it came on, and that of outputs. */
final class Replies extends ShellReplyEnvironment {
    private boolean silent;

    Replies(ShellChannel channel, StdinChannel stdin, JupyterSocket iopub, Request request) {
        super(channel, stdin, iopub, request);
    }

    /** From now on nothing but the kernel's status is shown. */
    void beSilent() {
        silent = true;
    }

    @Override
    public void publish(Message<?> message) {
        if (!silent || message.getHeader().getType().equals(MessageType.PUBLISH_STATUS)) {
            super.publish(message);
        }
    }

    /** Replies that all went well. */
    void ok(MessageType<?> type, Map<String, ?> content) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("status", "ok");
        all.putAll(content);
        send(type, all);
    }

    /** Replies with fields as they are. */
    @SuppressWarnings(
            "unchecked") // the protocol's fields are given, not the library's class of them
    void send(MessageType<?> type, Map<String, ?> content) {
        reply(new Message<>(getContext(), (MessageType<Object>) type, (Object) content));
    }
}
