package anpvs.kernel;

import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import java.util.logging.Logger;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * The channel on which outputs and the kernel's status are published. It knows when somebody
 * listens, which the base library's does not: what is published before is lost, such as all that
 * the first cell prints where it was sent while the kernel started.
 */
final class OutputChannel extends JupyterSocket {
    private static final int SLICE_MILLIS = 20;

    OutputChannel(HMACGenerator signer) {
        super(
                ZMQ.context(1),
                SocketType.XPUB,
                signer,
                Logger.getLogger(OutputChannel.class.getName()));
        setReceiveTimeOut(SLICE_MILLIS);
    }

    @Override
    public void bind(KernelConnectionProperties properties) {
        bind(
                formatAddress(
                        properties.getTransport(), properties.getIp(), properties.getIopubPort()));
    }

    /** Waits until somebody listens, but no longer than that; others may publish meanwhile. */
    void awaitListener(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!subscribed() && System.nanoTime() - end < 0) {
            Thread.onSpinWait(); // lets go of the socket between two slices
        }
    }

    private synchronized boolean subscribed() {
        return recv() != null;
    }

    @Override
    public void close() {
        super.close();
        ctx.term();
    }
}
