package anpvs.engine;

import anpvs.Texts;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's driver of this machine, read without starting the engine, and whether it suits the
 * machine's GPUs: it has to compile the engine's kernels, which are PTX 7.8 (CUDA 11.8).
 *
 * @param version such as {@code 550.163.01}; empty where it is not told
 * @param cuda the newest CUDA that it knows, as 1000 * major + 10 * minor: 12040 is CUDA 12.4
 * @param capabilities compute capability of each GPU, as 10 * major + minor
 */
public record GpuDriver(String version, int cuda, List<Integer> capabilities) {
    /** PTX 7.8, in which the engine's kernels are written, came with it. */
    static final int CUDA_OF_THE_KERNELS = 11_080;

    /** The first that compiles for Blackwell: drivers of the series 570. */
    static final int CUDA_OF_BLACKWELL = 12_080;

    private static final int OLDEST_GPU = 50; // no driver that knows PTX 7.8 drives an older one
    private static final int BLACKWELL = 100;

    private static final Path VERSION = Path.of("/proc/driver/nvidia/version");
    private static final Pattern NUMBER = Pattern.compile("\\s(\\d{3,}(?:\\.\\d+)+)\\s");
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;

    /** Copies the list. */
    public GpuDriver {
        capabilities = List.copyOf(capabilities);
    }

    /** {@return the driver; empty where there is none, or no GPU can be seen} */
    public static Optional<GpuDriver> read() {
        try {
            NativeLibrary library = NativeLibrary.getInstance("libcuda.so.1");
            IntByReference value = new IntByReference();
            if (call(library, "cuInit", 0) != 0
                    || call(library, "cuDriverGetVersion", value) != 0) {
                return Optional.empty();
            }
            int cuda = value.getValue();
            call(library, "cuDeviceGetCount", value);
            int count = value.getValue();
            List<Integer> capabilities = new ArrayList<>();
            for (int gpu = 0; gpu < count; gpu++) {
                call(library, "cuDeviceGetAttribute", value, CAPABILITY_MAJOR, gpu);
                int major = value.getValue();
                call(library, "cuDeviceGetAttribute", value, CAPABILITY_MINOR, gpu);
                capabilities.add(10 * major + value.getValue());
            }
            return Optional.of(new GpuDriver(installed(), cuda, capabilities))
                    .filter(driver -> !driver.capabilities.isEmpty());
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    private static int call(NativeLibrary library, String function, Object... arguments) {
        return library.getFunction(function).invokeInt(arguments);
    }

    private static String installed() {
        try {
            return Files.exists(VERSION) ? number(Files.readString(VERSION)) : "";
        } catch (IOException e) {
            return ""; // Windows' Linux has no such file
        }
    }

    /**
     * @param text of {@code /proc/driver/nvidia/version}
     * @return the version in it; empty if there is none
     */
    static String number(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.find() ? number.group(1) : "";
    }

    /** {@return driver and GPUs in words} */
    public String describe() {
        return Texts.format(
                "%sCUDA %d.%d, compute capability %s",
                version.isEmpty() ? "" : version + ", ",
                cuda / 1000,
                cuda % 1000 / 10,
                String.join(", ", capabilities.stream().map(GpuDriver::dotted).toList()));
    }

    private static String dotted(int capability) {
        return capability / 10 + "." + capability % 10;
    }

    /** {@return why the driver does not suit its GPUs, and what does; empty if it suits them} */
    public Optional<String> problem() {
        int oldest = capabilities.stream().min(Integer::compare).orElse(OLDEST_GPU);
        int newest = capabilities.stream().max(Integer::compare).orElse(OLDEST_GPU);
        if (oldest < OLDEST_GPU) {
            return Optional.of(
                    "the engine's kernels need a GPU of compute capability 5.0 or later; this one"
                            + " has "
                            + dotted(oldest));
        }
        if (cuda < CUDA_OF_THE_KERNELS) {
            return Optional.of(
                    "the engine's kernels are PTX 7.8, which this driver cannot compile; it takes"
                            + " one of CUDA 11.8 or later (series 520 or later)");
        }
        if (newest >= BLACKWELL && cuda < CUDA_OF_BLACKWELL) {
            return Optional.of(
                    "this driver cannot compile for compute capability "
                            + dotted(newest)
                            + " (Blackwell or later); it takes one of CUDA 12.8 or later (series 570"
                            + " or later)");
        }
        return Optional.empty();
    }
}
