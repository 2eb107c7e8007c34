package anpvs.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.util.cuda.CudaUtils;
import anpvs.model.Classifier;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many images an attack takes at a time: as many as are of use, and no more than fit. */
public final class BatchSize {
    /** More make the engine no faster on a CPU. */
    private static final int MOST_ON_CPU = 250;

    private static final int MOST_ON_GPU = 1_000;

    /**
     * Arrays that a forward and backward pass holds for each latent feature, with some to spare.
     */
    private static final long ARRAYS = 12;

    private BatchSize() {}

    /**
     * @param classifier the model under attack
     * @param image one image (1, C, H, W)
     * @return images at a time, at least 1
     */
    public static int fitting(Classifier classifier, NDArray image) {
        Device device = image.getDevice();
        long features = 2 * image.getShape().size();
        for (NDArray latent : classifier.forward(image.duplicate()).latents()) {
            features += latent.getShape().size();
        }
        return fitting(features, available(device), device.isGpu() ? MOST_ON_GPU : MOST_ON_CPU);
    }

    /**
     * @param features latent features and pixels of one image
     * @param available bytes that are free
     * @param most images that are of use
     * @return the largest number that takes half of the free memory at the most
     */
    static int fitting(long features, long available, int most) {
        long each = features * ARRAYS * Float.BYTES;
        return (int) Math.max(1, Math.min(most, available / 2 / each));
    }

    private static long available(Device device) {
        if (device.isGpu()) {
            MemoryUsage memory = CudaUtils.getGpuMemory(device);
            return memory.getMax() - memory.getUsed();
        }
        long limit = number(Path.of("/sys/fs/cgroup/memory.max"));
        long used = number(Path.of("/sys/fs/cgroup/memory.current"));
        return Math.min(machine(), limit == Long.MAX_VALUE ? limit : limit - used);
    }

    private static long machine() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux
        }
        return Runtime.getRuntime().maxMemory(); // the heap's limit is as good a guess as any
    }

    /** A number in a file; the largest number where there is none. */
    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE; // no limit
        }
    }
}
