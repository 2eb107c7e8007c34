package anpvs.kernel;

import anpvs.UserError;
import io.github.spencerpark.jupyter.channels.StdinChannel;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.request.InputRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/** {@code System.in} of cells: asks the reader for a line at a time. Can be interrupted. */
final class CellInput extends InputStream {
    private static final long POLL_MILLIS = 20;

    private final StdinChannel channel;
    private final HMACGenerator signer;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Typed current = new Typed(null, false);

    /** What was typed for one cell and is not read yet. */
    private static final class Typed {
        private final Replies cell;
        private final boolean allowed;
        private ByteArrayInputStream line = new ByteArrayInputStream(new byte[0]);

        Typed(Replies cell, boolean allowed) {
            this.cell = cell;
            this.allowed = allowed;
        }
    }

    CellInput(StdinChannel channel, HMACGenerator signer) {
        this.channel = channel;
        this.signer = signer;
    }

    /**
     * A cell begins; what an earlier one left unread is gone, and a thread of it that still waits
     * for a line gets none. Never waits for such a thread.
     */
    void attach(Replies replies, boolean mayAsk) {
        current = new Typed(replies, mayAsk);
    }

    @Override
    public int available() {
        if (!reading.tryLock()) {
            return 0; // another thread waits for a line
        }
        try {
            return current.line.available();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        read(one, 0, 1);
        return one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        try {
            reading.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            Typed typed = current;
            if (typed.line.available() == 0) {
                byte[] line = (ask(typed) + "\n").getBytes(StandardCharsets.UTF_8);
                typed.line = new ByteArrayInputStream(line);
            }
            return typed.line.read(into, offset, length);
        } finally {
            reading.unlock();
        }
    }

    private String ask(Typed typed) throws IOException {
        if (!typed.allowed) {
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
                            typed.cell.getContext(),
                            InputRequest.MESSAGE_TYPE,
                            new InputRequest("", false)));
            while (typed == current) {
                ZMsg answer = ZMsg.recvMsg(channel, ZMQ.DONTWAIT);
                if (answer != null) {
                    return Request.read(answer, signer).text("value");
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        throw new InterruptedIOException("the cell that waited for input has ended");
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while it waited for input");
    }
}
