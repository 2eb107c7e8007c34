package anpvs.kernel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Gathers what a cell prints and hands it on ten times a second: the base library sends a message
 * for each call of {@code print}, and Jupyter drops messages that come too fast.
 */
final class CellOutput {
    private static final long MILLIS = 100;
    private static final int MOST_BYTES = 1 << 16;

    private final Gathering out;
    private final Gathering err;

    CellOutput(PrintStream out, PrintStream err) {
        this.out = new Gathering(out);
        this.err = new Gathering(err);
        KernelMain.daemon("output", this::flushForever);
    }

    /** Lets the cell print to this; the base library restores the streams of the process. */
    void install() {
        System.setOut(out.printer());
        System.setErr(err.printer());
    }

    /** Sends what was printed so far, to keep its order with what is shown otherwise. */
    void flush() {
        out.flush();
        err.flush();
    }

    private void flushForever() {
        try {
            while (true) {
                Thread.sleep(MILLIS);
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Gathering extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final PrintStream target;

        Gathering(PrintStream target) {
            this.target = target;
        }

        PrintStream printer() {
            return new PrintStream(this, false, StandardCharsets.UTF_8);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            (this == out ? err : out).flush();
            synchronized (this) {
                bytes.write(from, offset, length);
                if (bytes.size() >= MOST_BYTES) {
                    flush();
                }
            }
        }

        @Override
        public synchronized void flush() {
            if (bytes.size() > 0) {
                target.write(bytes.toByteArray(), 0, bytes.size());
                target.flush();
                bytes.reset();
            }
        }
    }
}
