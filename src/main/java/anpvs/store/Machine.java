package anpvs.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Which running system, and which process in it, this is. */
final class Machine {
    /**
     * The kernel that runs this process, from its start to its end: containers on one machine have
     * it in common, as they have its locks, and two machines of one name have not.
     */
    static final String ID = kernel("random/boot_id").orElseGet(Machine::host);

    private Machine() {}

    /** {@return this machine's name} */
    static String host() {
        return kernel("hostname").orElseGet(Machine::networkName);
    }

    /** What a file below /proc/sys/kernel says; empty where there is none: not Linux. */
    private static Optional<String> kernel(String name) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/sys/kernel", name)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String networkName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** {@return this process for people: its number, the host's name, the time} */
    static String describeProcess() {
        return "process "
                + ProcessHandle.current().pid()
                + " on "
                + host()
                + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
