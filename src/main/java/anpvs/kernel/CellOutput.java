package anpvs.kernel;

import io.github.spencerpark.jupyter.kernel.JupyterIO;
import io.github.spencerpark.jupyter.messages.publish.PublishClearOutput;
import io.github.spencerpark.jupyter.messages.publish.PublishStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Gathers what cells print and hands it on ten times a second: Jupyter drops messages that come too
 * fast. What is printed between cells, by a thread that goes on, belongs to the last one.
 */
final class CellOutput extends JupyterIO {
    private static final long MILLIS = 100;
    private static final int MOST_BYTES = 1 << 16;

    private final Gathering stdout = new Gathering(PublishStream.StreamType.OUT, System.out);
    private final Gathering stderr = new Gathering(PublishStream.StreamType.ERR, System.err);
    private volatile Replies cell;

    CellOutput() {
        KernelMain.daemon("output", this::flushForever);
    }

    /** From now on the output belongs to this cell. */
    void attach(Replies replies) {
        flush();
        setEnv(replies);
        cell = replies;
        // anew for each cell, since a cell may have set its own
        System.setOut(new PrintStream(stdout, false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(stderr, false, StandardCharsets.UTF_8));
    }

    /** Sends what was printed so far, to keep its order with what is shown otherwise. */
    void flush() {
        flush(System.out);
        flush(System.err);
        stdout.send();
        stderr.send();
    }

    private static void flush(PrintStream stream) {
        try {
            if (stream != null) {
                stream.flush();
            }
        } catch (RuntimeException | Error e) {
            // a stream of the cell's own, which does not belong to the kernel
        }
    }

    /** Removes what the cell has shown; if {@code wait}, when it shows something else. */
    void clear(boolean wait) {
        flush();
        Replies to = cell;
        if (to != null) {
            to.publish(wait ? PublishClearOutput.BEFORE_NEXT_OUTPUT : PublishClearOutput.NOW);
        }
    }

    private void flushForever() {
        try {
            while (true) {
                Thread.sleep(MILLIS);
                stdout.send();
                stderr.send();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Gathering extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final PublishStream.StreamType type;
        private final PrintStream beforeCells;

        Gathering(PublishStream.StreamType type, PrintStream beforeCells) {
            this.type = type;
            this.beforeCells = beforeCells;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            (this == stdout ? stderr : stdout).send();
            synchronized (this) {
                bytes.write(from, offset, length);
                if (bytes.size() >= MOST_BYTES) {
                    send();
                }
            }
        }

        synchronized void send() {
            byte[] all = bytes.toByteArray();
            int whole = endOfLastCharacter(all);
            if (whole == 0) {
                return;
            }
            bytes.reset();
            bytes.write(all, whole, all.length - whole);
            Replies to = cell;
            if (to == null) {
                beforeCells.write(all, 0, whole);
                beforeCells.flush();
            } else {
                String text = new String(all, 0, whole, StandardCharsets.UTF_8);
                to.publish(new PublishStream(type, text));
            }
        }

        /** Without the first bytes of a character whose last ones are still to come. */
        private static int endOfLastCharacter(byte[] bytes) {
            for (int back = 1; back <= Math.min(3, bytes.length); back++) {
                int lead = bytes[bytes.length - back] & 0xff;
                if (lead >= 0xc0) {
                    int needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
                    return needed > back ? bytes.length - back : bytes.length;
                }
                if (lead < 0x80) {
                    break;
                }
            }
            return bytes.length;
        }
    }
}
