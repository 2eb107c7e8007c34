package anpvs.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import anpvs.Texts;
import anpvs.cli.doctor.Checklist;
import anpvs.cli.doctor.GpuCheck;
import anpvs.cli.doctor.LaunchSettings;
import anpvs.cli.options.DataOption;
import anpvs.cli.options.RunsOption;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.FileStatus;
import anpvs.data.FileStatus.State;
import anpvs.engine.ComputeDevice;
import anpvs.engine.GpuDriver;
import anpvs.engine.SelfTest;
import anpvs.store.Environment;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs doctor}: is this machine ready, and if not, what is to be done. */
@Command(
        name = "doctor",
        description = {
            "Check engine, devices, numerics, speed, settings, disk and data sets.",
            "On a GPU it also compares with the CPU: convolutions, batch normalisation, PGD, training"
                    + " steps of every method; and measures PGD steps. At the first start the driver"
                    + " compiles the engine's kernels for that GPU, which takes minutes.",
            "Ends with 1 if something does not work, and with 2 if --device names a GPU that is not"
                    + " there."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int MATRIX = 2048;
    private static final int GPU_MATRIX = 8192;
    private static final double MATRIX_SECONDS = 3;
    private static final long LITTLE_SPACE = 2L << 30;

    @Mixin private DataOption data;
    @Mixin private RunsOption runs;

    @Option(
            names = "--full",
            description = "Compare every byte of the data sets, not only lengths.")
    private boolean full;

    @Option(names = "--quick", description = "Do not measure the speed, which takes seconds.")
    private boolean quick;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Path runsFolder = runs.toInspect();
        DataFolder dataFolder = data.folder();
        Checklist list = new Checklist(spec.commandLine().getOut());
        machine(list);
        GpuDriver.read().ifPresent(driver -> GpuCheck.driver(list, driver, System.getenv()));
        engine(list);
        Interrupts.check();
        LaunchSettings.check(System.getenv(), list);
        space(list, "runs", runsFolder, true);
        space(list, "data", dataFolder.path(), false);
        dataSets(list, dataFolder);
        return list.conclude() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void machine(Checklist list) {
        list.ok("kit", "%s", String.join(" ", new Version().getVersion()));
        list.ok(
                "java",
                "%s (%s), %,d MB for Java at the most",
                Runtime.version(),
                System.getProperty("java.vendor"),
                Runtime.getRuntime().maxMemory() >> 20);
        String system =
                System.getProperty("os.name")
                        + (" " + System.getProperty("os.version"))
                        + (" " + System.getProperty("os.arch"));
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        list.ok("system", "%s, %,d MB of memory", system, memory >> 20);
    }

    private void engine(Checklist list) {
        Device device;
        try {
            Engine engine = Engine.getInstance();
            list.ok(
                    "engine",
                    "%s %s, DJL %s",
                    engine.getEngineName(),
                    engine.getVersion(),
                    Engine.getDjlVersion());
            device = ComputeDevice.get();
            list.ok("device", "%s", Environment.current().deviceTitle());
        } catch (RuntimeException | LinkageError e) {
            list.fail("engine", "cannot be loaded: %s", e);
            list.more("The engine's libraries are for Linux on x86_64 and need the C++ runtime;");
            list.more("build the kit again with environment/setup.");
            return;
        }
        try {
            numerics(list, device);
            if (device.isGpu()) {
                GpuCheck.compare(list, device);
            }
            if (!quick) {
                int size = device.isGpu() ? GPU_MATRIX : MATRIX;
                double gflops = SelfTest.matrixGigaflops(device, size, MATRIX_SECONDS);
                list.ok("speed", "%.0f GFLOP/s, float32 matrices %d x %d", gflops, size, size);
                if (device.isGpu()) {
                    GpuCheck.time(list, device, gflops);
                }
            }
        } catch (RuntimeException | LinkageError e) {
            list.fail("computing", "on %s: %s", device, e);
            list.more("The engine does not fit this device. --device cpu uses the CPU.");
        }
    }

    private static void numerics(Checklist list, Device device) {
        SelfTest.Convolution found = SelfTest.convolution(device);
        String text = "convolution against plain Java %.1e, its gradient against differences %.1e";
        if (!found.ok()) {
            list.fail("numerics", text, found.forwardError(), found.gradientError());
            list.more("The engine computes wrongly on " + device + "; do not use it there.");
        } else if (!found.fullPrecision()) {
            list.note("numerics", text, found.forwardError(), found.gradientError());
            list.more("Less than float32; NVIDIA_TF32_OVERRIDE=0 makes an NVIDIA GPU exact.");
        } else {
            list.ok("numerics", text, found.forwardError(), found.gradientError());
        }
    }

    private static void space(Checklist list, String name, Path folder, boolean written) {
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        String subject = name + " folder";
        // Not Files.getFileStore, which fails where the root is no mount point (a chroot).
        long free = existing == null ? 0 : existing.toFile().getUsableSpace();
        String text = Texts.format("%s, %,d MB free", folder, free >> 20);
        if (existing == null || !Files.isDirectory(existing)) {
            list.fail(subject, "%s is not a folder", existing);
        } else if (!Files.isWritable(existing)) {
            if (written) {
                list.fail(subject, "%s cannot be written; choose one with --%s DIR", folder, name);
            } else {
                list.note(subject, "%s, read only", folder);
            }
        } else if (free < LITTLE_SPACE) {
            list.note(subject, "%s, which is little", text);
        } else {
            list.ok(subject, "%s", text);
        }
    }

    private void dataSets(Checklist list, DataFolder folder) {
        for (Dataset set : Dataset.values()) {
            if (set.synthetic()) {
                list.ok(set.id(), "built in");
                continue;
            }
            List<FileStatus> files = full ? folder.verify(set) : folder.glance(set);
            List<String> bad =
                    files.stream().filter(file -> !file.ok()).map(FileStatus::message).toList();
            if (files.stream().allMatch(file -> file.state() == State.MISSING)) {
                list.note(
                        set.id(),
                        "the first 1,000 test images, which come with the kit; %s data fetch %s downloads it",
                        Called.name(),
                        set.id());
            } else if (bad.isEmpty()) {
                list.ok(set.id(), full ? "all files, every byte compared" : "all files, by length");
            } else {
                list.fail(set.id(), "%d of %d files are not right", bad.size(), files.size());
                bad.forEach(list::more);
                list.more(Called.name() + " data fetch " + set.id() + " puts them right.");
            }
        }
    }
}
