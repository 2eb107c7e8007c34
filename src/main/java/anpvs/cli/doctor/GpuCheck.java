package anpvs.cli.doctor;

import ai.djl.Device;
import anpvs.bench.DeviceComparison;
import anpvs.bench.DeviceSpeed;
import anpvs.data.Dataset;
import anpvs.engine.GpuDriver;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import anpvs.progress.TerminalProgress;
import java.io.File;
import java.util.List;
import java.util.Map;

/**
 * What {@code anpvs doctor} finds out about a GPU: whether it computes as the CPU does, how fast.
 */
public final class GpuCheck {
    private GpuCheck() {}

    /** Whether the driver suits the GPUs, and what its first start costs, before that begins. */
    public static void driver(Checklist list, GpuDriver driver, Map<String, String> environment) {
        if (driver.problem().isPresent()) {
            list.fail("driver", "%s", driver.describe());
            list.more(driver.problem().get() + ".");
            return;
        }
        list.ok("driver", "%s: it can compile the engine's kernels", driver.describe());
        String kept = environment.getOrDefault("CUDA_CACHE_PATH", "");
        if (!kept.isEmpty() && size(new File(kept)) == 0) {
            list.note("first start", "the driver compiles each kernel when it is first used");
            list.more(
                    "A few seconds each, the largest two minutes and 2 GB of memory; kept in "
                            + kept
                            + " (all of them: 580 MB), so that later starts are fast.");
        }
    }

    /** Compares with the CPU. */
    public static void compare(Checklist list, Device device) {
        Map<String, String> environment = System.getenv();
        String kept = environment.getOrDefault("CUDA_CACHE_PATH", "");
        long before = size(new File(kept));
        DeviceComparison found =
                DeviceComparison.of(
                        Device.cpu(),
                        device,
                        Profile.PAPER,
                        List.of(Method.values()),
                        TerminalProgress.ofProcess());
        report(list, found);
        list.ok(
                "first use",
                "%.1f s on %s for all of these; compiled kernels kept%s: %,d MB before, %,d MB now",
                found.seconds(),
                device,
                kept.isEmpty() ? "" : " in " + kept,
                before >> 20,
                size(new File(kept)) >> 20);
    }

    /** One line for each comparison. */
    static void report(Checklist list, DeviceComparison found) {
        for (DeviceComparison.Check check : found.checks()) {
            String text = "%s: difference %.1e of the values, at most %.0e";
            Object[] values = {check.name(), check.difference(), check.tolerance()};
            if (check.ok()) {
                list.ok("against CPU", text, values);
            } else {
                list.fail("against CPU", text, values);
            }
        }
        if (!found.ok()) {
            list.more("The engine computes wrongly on this device; do not use it there.");
        }
    }

    /** Measures PGD steps of the paper's networks. */
    public static void time(Checklist list, Device device, double gflops) {
        Recipe lenet = Recipes.of(Method.AT, Dataset.MNIST, Profile.PAPER, Fidelity.PAPER);
        Recipe vgg = Recipes.of(Method.AT, Dataset.CIFAR10, Profile.PAPER, Fidelity.PAPER);
        report(list, DeviceSpeed.measure(device, "LeNet-5-Caffe", lenet, 64), gflops);
        report(list, DeviceSpeed.measure(device, "LeNet-5-Caffe", lenet, 512), gflops);
        report(list, DeviceSpeed.measure(device, "VGG-16", vgg, 128), gflops);
    }

    /** One line for a measurement. */
    static void report(Checklist list, DeviceSpeed speed, double gflops) {
        list.ok(
                "PGD step",
                "%s, batch %d: %.2f ms, %.0f GFLOP/s, %.0f %% of the matrices' rate; the first"
                        + " attack took %.0f ms",
                speed.name(),
                speed.batch(),
                speed.stepMs(),
                speed.gflops(),
                100 * speed.gflops() / gflops,
                speed.firstMs());
    }

    private static long size(File file) {
        File[] inside = file.listFiles();
        if (inside == null) {
            return file.length();
        }
        long sum = 0;
        for (File one : inside) {
            sum += size(one);
        }
        return sum;
    }
}
