package anpvs.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.cuda.CudaUtils;
import anpvs.Texts;
import anpvs.UserError;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The device on which this process computes: the one place that decides, and the one place that
 * makes managers of arrays. It is what {@link #name} was given, else what the environment variable
 * {@code ANPVS_DEVICE} says, else {@code auto}.
 */
public final class ComputeDevice {
    /** Environment variable that names the device. */
    public static final String VARIABLE = "ANPVS_DEVICE";

    /** Why a launcher chose the engine for the CPU where a GPU might have been expected. */
    private static final String NOTE = "ANPVS_ENGINE_NOTE";

    private static final String DRIVER =
            "the engine sees no GPU; 'nvidia-smi' should list one, by a driver of version 520 or"
                    + " later";

    private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,3}))?");

    private static String named;
    private static Device chosen;

    private ComputeDevice() {}

    /**
     * Names the device of this process; what computed before stays where it is.
     *
     * @param text auto (the first GPU, else the CPU), cpu, gpu (the first) or gpu:N; null for what
     *     the environment says
     * @throws UserError if it is none of these
     */
    public static synchronized void name(String text) {
        if (text != null) {
            check(text);
        }
        named = text;
        chosen = null;
    }

    /**
     * {@return the device; starts the engine if it has not been started}
     *
     * @throws UserError if the device that was named is not there
     */
    public static synchronized Device get() {
        if (chosen == null) {
            String variable = System.getenv().getOrDefault(VARIABLE, "").strip();
            String text = named != null ? named : variable.isEmpty() ? "auto" : variable;
            chosen = find(text);
            boolean cuda = Engine.getInstance().hasCapability("CUDA");
            String remark = remark(text, chosen, cuda, System.getenv());
            if (remark != null) {
                System.err.println("anpvs: " + remark);
            }
        }
        return chosen;
    }

    /**
     * @param text auto, cpu, gpu or gpu:N
     * @return the device of that name; starts the engine if it has not been started
     * @throws UserError if it is none of these, or not there
     */
    public static Device find(String text) {
        Engine engine = Engine.getInstance();
        boolean cuda = engine.hasCapability("CUDA");
        return choose(text, cuda, cuda ? engine.getGpuCount() : 0, System.getenv());
    }

    /**
     * {@return a new manager of arrays on the device; to be closed}
     *
     * @throws UserError if the device that was named is not there
     */
    public static NDManager newManager() {
        return newManager(get());
    }

    /**
     * For comparisons between devices.
     *
     * @param device a device that is there
     * @return a new manager of arrays on it; to be closed
     */
    public static NDManager newManager(Device device) {
        return NDManager.newBaseManager(device);
    }

    /**
     * {@return the device for people, a GPU with its model: {@code gpu(0), NVIDIA H200, compute
     * capability 9.0}}
     */
    public static String describe() {
        Device device = get();
        if (!device.isGpu()) {
            return device.toString();
        }
        String capability = CudaUtils.getComputeCapability(device.getDeviceId());
        int digits = capability.length() - 1;
        return Texts.format(
                "%s%s, compute capability %s.%s",
                device,
                model(device),
                capability.substring(0, digits),
                capability.substring(digits));
    }

    private static String model(Device gpu) {
        try {
            byte[] name = new byte[256];
            int status =
                    NativeLibrary.getInstance("libcuda.so.1")
                            .getFunction("cuDeviceGetName")
                            .invokeInt(new Object[] {name, name.length, gpu.getDeviceId()});
            return status == 0 ? ", " + Native.toString(name) : "";
        } catch (UnsatisfiedLinkError e) {
            return ""; // not Linux
        }
    }

    /**
     * @param text auto, cpu, gpu or gpu:N
     * @throws UserError if it is none of these
     */
    public static void check(String text) {
        if (!text.equals("auto") && !text.equals("cpu") && !GPU.matcher(text).matches()) {
            throw new UserError(
                    "there is no device '"
                            + text
                            + "'; expected auto, cpu, gpu or gpu:N with N from 0");
        }
    }

    /**
     * @param text what was named
     * @param cuda whether the engine is one for GPUs
     * @param gpus how many it sees
     * @param environment the environment variables
     */
    static Device choose(String text, boolean cuda, int gpus, Map<String, String> environment) {
        check(text);
        Matcher gpu = GPU.matcher(text);
        if (!gpu.matches()) {
            return text.equals("auto") && gpus > 0 ? Device.gpu(0) : Device.cpu();
        }
        int index = gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1));
        if (index < gpus) {
            return Device.gpu(index);
        }
        String remedy = "; --device cpu (or " + VARIABLE + "=cpu) computes on the CPU";
        if (!cuda) {
            throw new UserError(
                    "device "
                            + text
                            + ": this is the engine for CPUs ("
                            + environment.getOrDefault(
                                    NOTE,
                                    "environment/cuda fetches the one for NVIDIA GPUs; it is used"
                                            + " where 'nvidia-smi' lists a GPU")
                            + ")"
                            + remedy);
        }
        if (gpus == 0) {
            throw new UserError("device " + text + ": " + DRIVER + remedy);
        }
        throw new UserError(
                "device "
                        + text
                        + ": there is only "
                        + IntStream.range(0, gpus)
                                .mapToObj(i -> "gpu:" + i)
                                .collect(Collectors.joining(", "))
                        + remedy);
    }

    /**
     * What a user would wonder about: why not a GPU, or why the first start is slow.
     *
     * @param text what was named
     * @param device what was chosen
     * @param cuda whether the engine is one for GPUs
     * @param environment the environment variables
     * @return null for nothing
     */
    static String remark(
            String text, Device device, boolean cuda, Map<String, String> environment) {
        if (device.isGpu()) {
            String kept = environment.get("CUDA_CACHE_PATH");
            String[] compiled = kept == null ? null : new File(kept).list();
            return compiled != null && compiled.length > 0
                    ? null
                    : "the first start on this GPU: the driver compiles the engine's kernels as"
                            + " they are needed, which takes minutes; they are kept in "
                            + (kept == null ? "~/.nv/ComputeCache" : kept);
        }
        String reason = cuda ? DRIVER : environment.get(NOTE);
        return text.equals("cpu") || reason == null ? null : "computing on the CPU: " + reason;
    }
}
