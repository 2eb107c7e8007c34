package anpvs.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the processor of this machine is, and what it can compute. */
public final class Processor {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    /** Vector instructions by Linux's names; the engine chooses its kernels by the first it has. */
    private static final List<String> VECTORS =
            List.of("amx_bf16", "avx512_bf16", "avx512bw", "avx2", "avx", "sse4_1");

    private Processor() {}

    /** {@return its model and the vector instructions that decide how the engine rounds} */
    public static String model() {
        return model(description());
    }

    /** {@return its instructions by Linux's names, such as {@code avx2}; empty if unknown} */
    static Set<String> instructions() {
        return instructions(description());
    }

    /**
     * @param description text of {@code /proc/cpuinfo}
     * @return the first processor in it, as in {@code AMD EPYC, family 25, model 17, avx2}: names
     *     alone stand for many processors; {@code unknown} if the text has no name
     */
    static String model(String description) {
        if (value(description, "model name").isEmpty()) {
            return "unknown";
        }
        Set<String> instructions = instructions(description);
        return Stream.of(
                        value(description, "model name"),
                        numbered("family", value(description, "cpu family")),
                        numbered("model", value(description, "model")),
                        VECTORS.stream().filter(instructions::contains).findFirst().orElse(""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /**
     * @param description text of {@code /proc/cpuinfo}
     * @return the instructions of the first processor in it
     */
    static Set<String> instructions(String description) {
        return Stream.of(value(description, "flags").split("\\s+", -1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String numbered(String name, String number) {
        return number.isEmpty() ? "" : name + " " + number;
    }

    /** The value of a field of the first processor; empty where there is none. */
    private static String value(String description, String field) {
        return description
                .lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(field))
                .map(parts -> parts[1].strip())
                .findFirst()
                .orElse("");
    }

    private static String description() {
        try {
            return Files.readString(DESCRIPTION);
        } catch (IOException notLinux) {
            return "";
        }
    }
}
