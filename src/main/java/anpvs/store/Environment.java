package anpvs.store;

import ai.djl.engine.Engine;
import anpvs.engine.ComputeDevice;
import anpvs.engine.Processor;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a process runs on.
 *
 * @param kit version of the kit
 * @param commit git commit that it was built from; "unknown" outside a checkout
 * @param modified whether that checkout had changes; null if unknown
 * @param java vendor and version of the JVM
 * @param os name and version of the operating system
 * @param arch processor architecture
 * @param cpu the processor, see {@link Processor#model}
 * @param cores processors that the JVM may use
 * @param threads threads of the engine
 * @param engine name and version
 * @param djl version of the Deep Java Library
 * @param device what it computes on, see {@link ComputeDevice#describe}
 * @param host the machine's name
 * @param launch environment variables that decide speed or result, where they are set
 */
public record Environment(
        String kit,
        String commit,
        Boolean modified,
        String java,
        String os,
        String arch,
        String cpu,
        int cores,
        int threads,
        String engine,
        String djl,
        String device,
        String host,
        Map<String, String> launch) {
    private static final Set<String> LAUNCH =
            Set.of(
                    "DJL_OFFLINE",
                    "OMP_NUM_THREADS",
                    "OMP_WAIT_POLICY",
                    "MXNET_CPU_WORKER_NTHREADS",
                    "OPENBLAS_CORETYPE",
                    "MALLOC_MMAP_THRESHOLD_",
                    "MALLOC_TRIM_THRESHOLD_",
                    "MALLOC_TOP_PAD_",
                    "MXNET_LIBRARY_PATH",
                    "MXNET_ENFORCE_DETERMINISM",
                    "CUDA_VISIBLE_DEVICES",
                    "NVIDIA_TF32_OVERRIDE",
                    "MXNET_CUDNN_AUTOTUNE_DEFAULT",
                    "MXNET_MKLDNN_ENABLED",
                    "DNNL_MAX_CPU_ISA",
                    "DNNL_DEFAULT_FPMATH_MODE");

    /** Sorts the map. */
    public Environment {
        launch = new TreeMap<>(launch);
    }

    /** {@return this process's; starts the engine if that has not been done} */
    public static Environment current() {
        Build build = Build.current();
        Engine engine = Engine.getInstance();
        Map<String, String> launch = new TreeMap<>(System.getenv());
        launch.keySet().retainAll(LAUNCH);
        int cores = Runtime.getRuntime().availableProcessors();
        return new Environment(
                build.version(),
                build.commit(),
                build.modified(),
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Processor.model(),
                cores,
                threads(launch.get("OMP_NUM_THREADS"), cores),
                engine.getEngineName() + " " + engine.getVersion(),
                Engine.getDjlVersion(),
                ComputeDevice.describe(),
                Machine.host(),
                launch);
    }

    /** {@return the device in words: {@code CPU}, or {@code GPU 0 ...} with its model} */
    public String deviceTitle() {
        return device.startsWith("cpu") ? "CPU" : device.replaceFirst("^gpu\\((\\d+)\\)", "GPU $1");
    }

    private static int threads(String openMp, int cores) {
        return openMp != null && openMp.matches("\\d{1,4}") ? Integer.parseInt(openMp) : cores;
    }
}
