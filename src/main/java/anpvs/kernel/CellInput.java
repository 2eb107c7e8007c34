package anpvs.kernel;

import anpvs.UserError;

import io.github.spencerpark.jupyter.channels.StdinChannel;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.request.InputRequest;

import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code System.in} of cells: asks the reader for a line at a time. Can be interrupted. */
final class CellInput extends InputStream {
    private static final long POLL_MILLIS = 20;

    private final StdinChannel channel;
    private final HMACGenerator signer;
    private Replies cell;
    private boolean allowed;
    private byte[] line = {};
    private int at;

    CellInput(StdinChannel channel, HMACGenerator signer) {
        this.channel = channel;
        this.signer = signer;
    }

    /** A cell begins; what an earlier one left unread is gone. */
    synchronized void attach(Replies replies, boolean mayAsk) {
        cell = replies;
        allowed = mayAsk;
        line = new byte[0];
        at = 0;
    }

    @Override
    public synchronized int available() {
        return line.length - at;
    }

    @Override
    public synchronized int read() throws IOException {
        if (at == line.length) {
            line = (ask() + "\n").getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        return line[at++] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        into[offset] = (byte) read();
        int more = Math.min(length - 1, available());
        System.arraycopy(line, at, into, offset + 1, more);
        at += more;
        return 1 + more;
    }

    private String ask() throws IOException {
        if (!allowed) {
            throw new UserError(
                    "the cell reads from System.in, but this front end takes no input"
                            + " (allow_stdin is false)");
        }
        try {
            while (ZMsg.recvMsg(channel, ZMQ.DONTWAIT) != null) {
                // what was typed for a cell that did not wait for it
            }
            channel.sendMessage(
                    new Message<>(
                            cell.getContext(),
                            InputRequest.MESSAGE_TYPE,
                            new InputRequest("", false)));
            while (true) {
                ZMsg answer = ZMsg.recvMsg(channel, ZMQ.DONTWAIT);
                if (answer != null) {
                    return Request.read(answer, signer).text("value");
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited for input");
        }
    }
}
