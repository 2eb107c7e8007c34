package anpvs.experiment;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Which running system, and which process in it, this is. */
final class Machine {
    /**
     * The kernel that runs this process, from its start to its end: containers on one machine have
     * it in common, as they have its locks, and two machines of one name have not.
     */
    static final String ID = id();

    private Machine() {}

    private static String id() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return host(); // not Linux
        }
    }

    /** {@return this machine's name} */
    static String host() {
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
