package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.check.PlainNetwork;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.model.Classifier;
import anpvs.onnx.OnnxNetwork;
import anpvs.onnx.OnnxRuntime;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exports every model that is kept with the code, and compares 1,000 real images' logits: of the
 * ONNX runtime, of the engine on the file read back, and of the engine on the model; of VGG-16 also
 * those of the network computed in double precision.
 */
@Tag("real-data")
class ArchivedOnnxTest {
    private static final int IMAGES = 1000;
    private static final int BATCH = 100;
    private static final int EXACT = 10;
    private static final double TOLERANCE = 1e-5;

    private static final Map<Dataset, LabelledImages> TEST = new EnumMap<>(Dataset.class);

    @TempDir static Path folder;

    static List<Run> archived() {
        List<Run> runs =
                new RunStore(Path.of("runs")).list().stream().filter(Run::keepsWeights).toList();
        assertFalse(runs.isEmpty());
        return runs;
    }

    private static LabelledImages images(Run run) {
        return TEST.computeIfAbsent(
                run.spec().recipe().dataset(), set -> DataFolder.locate(null).load(set).test());
    }

    @ParameterizedTest
    @MethodSource("archived")
    void theFileGivesTheEnginesLogits(Run run) throws IOException {
        try (TrainedModel model = TrainedModel.open(run)) {
            boolean pruned = model.mask() != null && model.structure().sparsityPercent() > 0;
            for (boolean compact : pruned ? List.of(false, true) : List.of(false)) {
                Path file = folder.resolve("model.onnx");
                OnnxFile.export(run, compact, null, file);
                System.out.println(
                        run.id() + (compact ? ", compact: " : ": ") + compare(run, model, file));
            }
        }
    }

    private static String compare(Run run, TrainedModel model, Path file) throws IOException {
        LabelledImages images = images(run);
        boolean vgg = run.spec().recipe().dataset().channels() == 3;
        double engine = 0;
        double readBack = 0;
        double exact = 0;
        try (OnnxRuntime runtime = OnnxRuntime.of(file);
                NDManager manager = ComputeDevice.newManager()) {
            Classifier read = OnnxNetwork.parse(Files.readAllBytes(file)).classifier(manager);
            for (int first = 0; first < IMAGES; first += BATCH) {
                try (NDManager scope = manager.newSubManager()) {
                    int[] batch = IntStream.range(first, first + BATCH).toArray();
                    NDArray x = images.images(scope, batch);
                    float[] onnx = runtime.logits(x.toFloatArray(), x.getShape().getShape());
                    float[] own = model.classifier().logits(x).toFloatArray();
                    engine = Math.max(engine, difference(own, onnx, BATCH));
                    readBack =
                            Math.max(
                                    readBack,
                                    difference(read.logits(x).toFloatArray(), onnx, BATCH));
                }
            }
            if (vgg) {
                exact = exactDifference(run, images, runtime);
                assertEquals(0, exact, TOLERANCE, run.id());
            }
            assertEquals(run.id(), runtime.metadata().get("run"));
        }
        assertEquals(0, readBack, TOLERANCE, run.id());
        assertEquals(0, engine, TOLERANCE, run.id());
        return String.format(
                Locale.ROOT,
                "from the engine %.1e, from the file read back %.1e, from double precision %.1e",
                engine,
                readBack,
                exact);
    }

    private static double exactDifference(Run run, LabelledImages images, OnnxRuntime runtime) {
        PlainNetwork plain = CheckedModel.plain(run);
        try (NDManager manager = ComputeDevice.newManager()) {
            NDArray x = images.images(manager, IntStream.range(0, EXACT).toArray());
            float[] pixels = x.toFloatArray();
            float[] onnx = runtime.logits(pixels, x.getShape().getShape());
            int size = images.imageBytes();
            int classes = onnx.length / EXACT;
            float[] exact = new float[onnx.length];
            for (int i = 0; i < EXACT; i++) {
                double[] image = new double[size];
                for (int k = 0; k < size; k++) {
                    image[k] = pixels[i * size + k];
                }
                double[] logits = plain.logits(image);
                for (int c = 0; c < classes; c++) {
                    exact[i * classes + c] = (float) logits[c];
                }
            }
            return difference(exact, onnx, EXACT);
        }
    }

    /** The largest difference of an image's logits, relative to its largest logit. */
    static double difference(float[] expected, float[] found, int images) {
        int classes = expected.length / images;
        double worst = 0;
        for (int i = 0; i < images; i++) {
            double largest = 0;
            double difference = 0;
            for (int c = i * classes; c < (i + 1) * classes; c++) {
                largest = Math.max(largest, Math.abs(expected[c]));
                difference = Math.max(difference, Math.abs((double) expected[c] - found[c]));
            }
            worst = Math.max(worst, difference / largest);
        }
        return worst;
    }
}
