package anpvs.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.ComputeDevice;
import anpvs.evaluate.OnnxFile;
import anpvs.model.Classifier;
import anpvs.onnx.OnnxRuntime;
import anpvs.report.tables.Latency;
import anpvs.store.Environment;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures the processor time that the notebook shows: {@code environment/measure-latency} runs it.
 * It lives among the tests because the ONNX runtime does.
 */
public final class LatencyMeasurement {
    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final int ROUNDS = 5;

    /** The processor time is counted in hundredths of a second. */
    private static final double BLOCK_SECONDS = 0.3;

    private static final int[] BATCHES = {1, 64};

    private LatencyMeasurement() {}

    private interface Pass {
        void logits(NDArray images, float[] pixels);
    }

    private record Subject(String variant, Run run, long bytes, Pass engine, Pass runtime) {}

    /**
     * @param arguments the file to write, then for each architecture a run without and one with a
     *     mask
     */
    public static void main(String[] arguments) throws Exception {
        RunStore store = RunStore.locate(null);
        int threads = Environment.current().threads();
        List<Latency.Row> rows = new ArrayList<>();
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            rows.addAll(measure(store.find(arguments[i]), store.find(arguments[i + 1]), threads));
        }
        Environment here = Environment.current();
        String machine =
                here.cpu() + ", " + here.engine() + ", ONNX runtime " + OnnxRuntime.version();
        Latency result = new Latency(machine, threads, here.commit(), rows);
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(Path.of(arguments[0]), json.writeValueAsString(result) + "\n");
    }

    private static List<Latency.Row> measure(Run whole, Run masked, int threads) throws Exception {
        Path file = Files.createTempFile("latency", ".onnx");
        try (NDManager manager = ComputeDevice.newManager();
                TrainedModel full = TrainedModel.open(whole);
                TrainedModel pruned = TrainedModel.open(masked)) {
            List<Subject> subjects = new ArrayList<>();
            OnnxFile.export(whole, false, null, file);
            subjects.add(subject("full", whole, full.classifier(), file, threads));
            OnnxFile.export(masked, false, null, file);
            subjects.add(subject("masked", masked, pruned.classifier(), file, threads));
            OnnxFile.export(masked, true, null, file);
            Classifier small = pruned.compact(manager).classifier(manager);
            subjects.add(subject("compact", masked, small, file, threads));
            double[][][] times = new double[BATCHES.length][][];
            var set = whole.spec().recipe().dataset();
            for (int b = 0; b < BATCHES.length; b++) {
                times[b] =
                        times(
                                subjects,
                                new Shape(BATCHES[b], set.channels(), set.size(), set.size()));
            }
            List<Latency.Row> rows = new ArrayList<>();
            for (int s = 0; s < subjects.size(); s++) {
                Subject one = subjects.get(s);
                rows.add(
                        new Latency.Row(
                                (set.channels() == 1 ? "LeNet-5-Caffe, " : "VGG-16, ") + set.id(),
                                one.variant,
                                one.run.id(),
                                one.bytes,
                                times[0][s][0],
                                times[1][s][0],
                                times[0][s][1],
                                times[1][s][1]));
            }
            return rows;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Subject subject(
            String variant, Run run, Classifier classifier, Path file, int threads)
            throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        OnnxRuntime runtime = OnnxRuntime.of(bytes, threads);
        return new Subject(
                variant,
                run,
                bytes.length,
                (images, pixels) -> {
                    try (NDManager scope = images.getManager().newSubManager()) {
                        NDArray view = images.stopGradient();
                        view.attach(scope);
                        classifier.logits(view).toFloatArray(); // waits for the engine
                    }
                },
                (images, pixels) -> runtime.logits(pixels, images.getShape().getShape()));
    }

    /**
     * Processor time of a pass in ms, of each subject in the engine and in the runtime, all in
     * turn. It is all that the process used of the processor, the JVM's own threads included: time
     * that it waits for a core is not in it, but other programs lengthen it through the caches and
     * the memory that they share. So it is the time that a caller waits only on an idle machine.
     */
    private static double[][] times(List<Subject> subjects, Shape shape) {
        Random random = new Random(1);
        float[] pixels = new float[(int) shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        double[][] seconds = new double[subjects.size()][2];
        int[][] passes = new int[subjects.size()][2];
        try (NDManager manager = ComputeDevice.newManager()) {
            NDArray images = manager.create(pixels, shape);
            for (int round = -1; round < ROUNDS; round++) { // the first warms up
                for (int s = 0; s < subjects.size(); s++) {
                    for (int e = 0; e < 2; e++) {
                        Pass pass = e == 0 ? subjects.get(s).engine : subjects.get(s).runtime;
                        long start = MACHINE.getProcessCpuTime();
                        long now = start;
                        int done = 0;
                        for (; now - start < BLOCK_SECONDS * 1e9; done++) {
                            pass.logits(images, pixels);
                            now = MACHINE.getProcessCpuTime();
                        }
                        if (round >= 0) {
                            seconds[s][e] += (now - start) / 1e9;
                            passes[s][e] += done;
                        }
                    }
                }
            }
        }
        for (int s = 0; s < seconds.length; s++) {
            for (int e = 0; e < 2; e++) {
                seconds[s][e] = Math.round(seconds[s][e] / passes[s][e] * 1e7) / 1e4;
            }
        }
        return seconds;
    }
}
