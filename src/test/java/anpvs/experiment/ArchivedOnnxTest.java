package anpvs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.model.Classifier;
import anpvs.onnx.OnnxNetwork;
import anpvs.onnx.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exports every model that is kept with the code, and compares the ONNX runtime's logits of 1,000
 * real images with the engine's, and those of the file read back.
 */
@Tag("real-data")
class ArchivedOnnxTest {
    private static final int IMAGES = 1000;
    private static final int BATCH = 100;
    private static final double TOLERANCE = 1e-5;
    private static final Map<Dataset, LabelledImages> TEST = new EnumMap<>(Dataset.class);

    @TempDir static Path folder;

    static List<Run> archived() {
        List<Run> runs =
                new RunStore(Path.of("runs"))
                        .list().stream()
                                .filter(run -> Files.exists(run.folder().resolve(FinalModel.MODEL)))
                                .toList();
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
            for (boolean compact : model.mask() == null ? List.of(false) : List.of(false, true)) {
                Path file = folder.resolve("model.onnx");
                OnnxFile.export(run, compact, null, file);
                compare(run, model, file, compact ? "compact" : "whole");
            }
        }
    }

    private static void compare(Run run, TrainedModel model, Path file, String what)
            throws IOException {
        LabelledImages images = images(run);
        double[] worst = new double[2];
        int right = 0;
        try (OnnxRuntime runtime = OnnxRuntime.of(file);
                NDManager manager = ComputeDevice.newManager()) {
            Classifier readBack =
                    OnnxNetwork.parse(Files.readAllBytes(file)).classifier(manager);
            for (int first = 0; first < IMAGES; first += BATCH) {
                try (NDManager scope = manager.newSubManager()) {
                    int[] batch = IntStream.range(first, first + BATCH).toArray();
                    var x = images.images(scope, batch);
                    float[] engine = model.classifier().logits(x).toFloatArray();
                    float[] onnx =
                            runtime.logits(x.toFloatArray(), x.getShape().getShape());
                    worst[0] = Math.max(worst[0], difference(engine, onnx, BATCH));
                    float[] again = readBack.logits(x).toFloatArray();
                    worst[1] = Math.max(worst[1], difference(engine, again, BATCH));
                    right += right(onnx, images, first);
                }
            }
            assertEquals(run.id(), runtime.metadata().get("run"));
        }
        String text = "%s %s: %.1e and %.1e, %d right".formatted(run.id(), what, worst[0], worst[1], right);
        System.out.println(text);
        assertTrue(worst[0] < TOLERANCE && worst[1] < TOLERANCE, text);
    }

    private static int right(float[] logits, LabelledImages images, int first) {
        int classes = logits.length / BATCH;
        return (int)
                IntStream.range(0, BATCH)
                        .filter(
                                i ->
                                        IntStream.range(0, classes)
                                                .filter(c -> c != images.label(first + i))
                                                .allMatch(
                                                        c ->
                                                                logits[i * classes + c]
                                                                        < logits[
                                                                                i * classes
                                                                                        + images
                                                                                                .label(
                                                                                                        first
                                                                                                                + i)]))
                        .count();
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
