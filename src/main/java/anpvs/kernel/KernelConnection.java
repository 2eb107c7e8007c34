package anpvs.kernel;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.ShellChannel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import java.net.ProtocolException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.zeromq.ZMsg;

/**
 * The kernel behind the base library's sockets, but with loops of our own: they know what waits,
 * answer without a pause and outlive a message that is not as it should be.
 */
final class KernelConnection extends JupyterConnection {
    /** How long an empty channel is listened to, and how long a burst of requests may pause. */
    private static final int POLL_MILLIS = 50;

    private static final int BURST_MILLIS = 30;

    /** For a front end whose first request overtakes its subscription to outputs. */
    private static final long LISTENER_MILLIS = 2_000;

    /** For the compiler, which is recursive: virtual memory, used only where source is deep. */
    private static final long STACK_BYTES = 512L << 20;

    private final KernelConnectionProperties properties;
    private final HMACGenerator signer;
    private final OutputChannel outputs;
    private final JavaKernel kernel;
    private final KernelProtocol protocol;
    private final CountDownLatch closed = new CountDownLatch(1);

    KernelConnection(KernelConnectionProperties properties)
            throws NoSuchAlgorithmException, InvalidKeyException {
        super(properties);
        this.properties = properties;
        signer = properties.createHMACGenerator();
        outputs = new OutputChannel(signer);
        kernel = new JavaKernel(new CellInput(stdin, signer));
        protocol = new KernelProtocol(kernel);
    }

    @Override
    public void connect() {
        heartbeat.bind(properties);
        stdin.bind(properties);
        outputs.bind(properties);
        bind(shell, properties.getShellPort());
        bind(control, properties.getControlPort());
        outputs.sendMessage(
                new Message<>(null, MessageType.PUBLISH_STATUS, PublishStatus.STARTING));
    }

    /** Not by the channel itself, which would start its own loop. */
    private void bind(ShellChannel channel, int port) {
        channel.bind(properties.getTransport() + "://" + properties.getIp() + ":" + port);
        channel.setReceiveTimeOut(POLL_MILLIS);
    }

    /** Answers requests until the kernel is shut down. */
    void serve() throws InterruptedException {
        start("shell", this::serveShell);
        start("control", this::serveControl);
        closed.await();
    }

    private static void start(String name, Runnable loop) {
        Thread thread = new Thread(null, loop, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    private void serveControl() {
        while (closed.getCount() > 0) {
            Request request = read(control);
            if (request != null) {
                answer(control, request, false, () -> {});
            }
        }
    }

    private void serveShell() {
        Deque<Request> toAbort = new ArrayDeque<>();
        boolean first = true;
        while (closed.getCount() > 0) {
            boolean abort = !toAbort.isEmpty();
            boolean interrupted = kernel.interruptWaits();
            Request request = abort ? toAbort.remove() : read(shell);
            if (request == null) {
                if (interrupted) {
                    kernel.forgetInterrupt();
                }
                continue;
            }
            if (first) {
                outputs.awaitListener(LISTENER_MILLIS);
                first = false;
            }
            answer(shell, request, abort, () -> drain(toAbort));
        }
    }

    /**
     * Takes all that waits now, before the failure is told: what comes later was sent knowing it.
     */
    private void drain(Deque<Request> waiting) {
        shell.setReceiveTimeOut(BURST_MILLIS);
        try {
            for (ZMsg next = ZMsg.recvMsg(shell); next != null; next = ZMsg.recvMsg(shell)) {
                Request request = parsed(next);
                if (request != null) {
                    waiting.add(request);
                }
            }
        } finally {
            shell.setReceiveTimeOut(POLL_MILLIS);
        }
    }

    private Request read(ShellChannel channel) {
        ZMsg message = ZMsg.recvMsg(channel);
        return message == null ? null : parsed(message);
    }

    private Request parsed(ZMsg message) {
        try {
            return Request.read(message, signer);
        } catch (ProtocolException e) {
            KernelMain.log("ignored " + e.getMessage());
            return null;
        }
    }

    private void answer(
            ShellChannel channel, Request request, boolean abort, Runnable beforeFailure) {
        Replies replies = new Replies(channel, stdin, outputs, request);
        replies.setStatusBusy();
        try {
            protocol.answer(request, replies, abort, beforeFailure);
        } catch (RuntimeException | Error e) { // this loop must go on
            KernelMain.log("could not answer " + request.type() + ": " + e);
            protocol.answerFailure(request, replies, e);
        } finally {
            replies.setStatusIdle();
        }
        if (request.type().equals(MessageType.SHUTDOWN_REQUEST)) {
            closed.countDown();
        }
    }
}
