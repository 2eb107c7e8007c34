package anpvs.kernel;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.KernelTimestamp;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.adapters.HeaderAdapter;
import io.github.spencerpark.jupyter.messages.adapters.KernelTimestampAdapter;
import io.github.spencerpark.jupyter.messages.adapters.MessageTypeAdapter;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.zeromq.ZFrame;
import org.zeromq.ZMsg;

/**
 * A message from Jupyter. Its content is kept as it came, so that a field that is absent can be
 * told from one that is false or 0.
 */
record Request(List<byte[]> identities, Header<?> header, JsonObject content, List<byte[]> buffers)
        implements MessageContext {
    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final Gson JSON =
            new GsonBuilder()
                    .registerTypeAdapter(Header.class, HeaderAdapter.INSTANCE)
                    .registerTypeAdapter(KernelTimestamp.class, KernelTimestampAdapter.INSTANCE)
                    .registerTypeAdapter(MessageType.class, MessageTypeAdapter.INSTANCE)
                    .create();

    /**
     * Reads a message.
     *
     * @throws ProtocolException if it is not one of Jupyter's, or not signed with the kernel's key
     */
    static Request read(ZMsg message, HMACGenerator signer) throws ProtocolException {
        List<byte[]> frames = message.stream().map(ZFrame::getData).toList();
        int delimiter =
                IntStream.range(0, frames.size())
                        .filter(i -> Arrays.equals(frames.get(i), DELIMITER))
                        .findFirst()
                        .orElse(-1);
        if (delimiter < 0 || frames.size() < delimiter + 6) {
            throw new ProtocolException("a message of " + frames.size() + " frames");
        }
        List<byte[]> body = frames.subList(delimiter + 1, frames.size());
        String expected =
                signer.calculateSignature(body.get(1), body.get(2), body.get(3), body.get(4));
        if (!expected.isEmpty() && !expected.equals(text(body.get(0)))) {
            throw new ProtocolException("a message with a wrong signature");
        }
        try {
            return new Request(
                    List.copyOf(frames.subList(0, delimiter)),
                    JSON.fromJson(text(body.get(1)), Header.class),
                    JSON.fromJson(text(body.get(4)), JsonObject.class),
                    List.copyOf(body.subList(5, body.size())));
        } catch (JsonParseException
                | NullPointerException
                | IllegalStateException
                | UnsupportedOperationException e) {
            throw new ProtocolException("a message that is not as the protocol says: " + e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public List<byte[]> getIdentities() {
        return identities;
    }

    @Override
    public Header<?> getHeader() {
        return header;
    }

    /** What the message is, such as {@code execute_request}. */
    MessageType<?> type() {
        return header.getType();
    }

    /** A text; empty if it is absent. */
    String text(String name) {
        return has(name) ? content.get(name).getAsString() : "";
    }

    boolean flag(String name, boolean absent) {
        return has(name) ? content.get(name).getAsBoolean() : absent;
    }

    int number(String name, int absent) {
        return has(name) ? content.get(name).getAsInt() : absent;
    }

    /** The entries of an object; none if it is absent. */
    Iterable<Map.Entry<String, JsonElement>> entries(String name) {
        return has(name) ? content.getAsJsonObject(name).entrySet() : List.of();
    }

    private boolean has(String name) {
        return content.has(name) && !content.get(name).isJsonNull();
    }

    /** The same message for a handler of the base library. */
    <T> Message<T> as(MessageType<T> type) {
        @SuppressWarnings("unchecked") // the header names this type
        Header<T> typed = (Header<T>) header;
        T body = JSON.fromJson(content, type.getContentType());
        return new Message<>(identities, typed, null, null, body, buffers);
    }
}
