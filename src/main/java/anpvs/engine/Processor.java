package anpvs.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What the processor of this machine can compute. */
final class Processor {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** {@return its instructions by Linux's names, such as {@code avx2}; empty if unknown} */
    static Set<String> instructions() {
        try {
            return instructions(Files.readString(DESCRIPTION));
        } catch (IOException notLinux) {
            return Set.of();
        }
    }

    /**
     * @param description text of {@code /proc/cpuinfo}
     * @return the instructions of the first processor in it
     */
    static Set<String> instructions(String description) {
        return description
                .lines()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Set.copyOf(List.of(line.split("\\s+", -1))))
                .orElse(Set.of());
    }
}
