package anpvs.kernel;

import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the Jupyter kernel: {@code java -cp ... anpvs.kernel.KernelMain CONNECTION_FILE}. */
public final class KernelMain {
    /** The process that started the kernel; set by Jupyter. */
    private static final String PARENT = "JPY_PARENT_PID";

    /** The process's own, not that of cells. */
    private static final PrintStream STDERR = System.err;

    private static final String TRANSPORT = "tcp";
    private static final long LAST_MESSAGES_MILLIS = 200;

    private KernelMain() {}

    /**
     * Runs the kernel until Jupyter shuts it down, then ends the process. Exit codes: 0 shut down,
     * 1 failed, 2 no usable connection file.
     *
     * @param args the path of Jupyter's connection file
     */
    public static void main(String[] args) {
        if (args.length != 1) {
            fail(
                    2,
                    "expected one argument, Jupyter's connection file; Jupyter starts this"
                            + " program");
        }
        Logger.getLogger("").setLevel(Level.WARNING);
        exitWithParent(System.getenv(PARENT));
        KernelConnectionProperties properties = connection(Path.of(args[0]));
        try {
            KernelConnection connection = new KernelConnection(properties);
            connection.connect();
            connection.serve();
            Thread.sleep(LAST_MESSAGES_MILLIS);
        } catch (Exception e) {
            fail(1, "could not connect to Jupyter: " + e);
        }
        System.exit(0);
    }

    private static KernelConnectionProperties connection(Path file) {
        try {
            KernelConnectionProperties given =
                    KernelConnectionProperties.parse(Files.readString(file));
            if (!TRANSPORT.equals(given.getTransport())) {
                fail(
                        2,
                        "cannot speak the transport %s that %s asks for; this kernel knows %s alone"
                                .formatted(given.getTransport(), file, TRANSPORT));
            }
            given.createHMACGenerator();
            return given;
        } catch (InvalidKeyException | NoSuchAlgorithmException e) {
            fail(2, "cannot sign messages as " + file + " asks for: " + e.getMessage());
            throw new AssertionError(e);
        } catch (IOException | RuntimeException e) {
            fail(2, "cannot read the connection file " + file + ": " + e);
            throw new AssertionError(e);
        }
    }

    /** A Jupyter server that was killed cannot shut its kernels down: they leave by themselves. */
    private static void exitWithParent(String pid) {
        if (pid == null || !pid.matches("\\d{1,18}")) {
            return;
        }
        ProcessHandle.of(Long.parseLong(pid))
                .ifPresent(
                        parent ->
                                daemon(
                                        "parent",
                                        () -> {
                                            parent.onExit().join();
                                            Runtime.getRuntime().halt(0);
                                        }));
    }

    /** Starts a thread that does not keep the process alive. */
    static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Writes to the log of whoever started the kernel. */
    static void log(String message) {
        STDERR.println("anpvs kernel: " + message);
    }

    private static void fail(int code, String message) {
        log(message);
        System.exit(code);
    }
}
