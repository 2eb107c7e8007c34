package anpvs.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.model.Classifier;
import anpvs.model.CompactNetwork;
import anpvs.model.Ensemble;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;
import anpvs.model.Vgg16;
import anpvs.model.Weights;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxExportTest extends EngineTest {
    private static final int IMAGES = 5;
    private final Random random = new Random(4);

    /** Weights whose batch normalisation leaves something behind every pruned channel. */
    private Weights weights(Network network, long seed) {
        Weights weights = Weights.initial(manager, network, seed);
        return weights.map(
                manager,
                array -> {
                    if (array.getShape().dimension() > 1) {
                        return array.duplicate();
                    }
                    float[] values = array.toFloatArray();
                    for (int i = 0; i < values.length; i++) {
                        values[i] += random.nextFloat() / 2; // variances stay positive
                    }
                    return manager.create(values);
                });
    }

    private NDArray mask(Network network) {
        float[] values = new float[network.maskLayout().total()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(3) == 0 ? 0 : 0.5f + random.nextFloat();
        }
        return manager.create(values);
    }

    private static Network network(String name) {
        return name.equals("lenet") ? new LeNet5Caffe() : new Vgg16(10, 0.125, 0, false);
    }

    private NDArray images(Network network) {
        boolean grey = network instanceof LeNet5Caffe;
        Shape shape = grey ? new Shape(IMAGES, 1, 28, 28) : new Shape(IMAGES, 3, 32, 32);
        float[] pixels = new float[(int) shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        return manager.create(pixels, shape);
    }

    /** The runtime's logits, and those of the file read back, against the engine's. */
    private void assertSame(Classifier engine, byte[] file, NDArray images, double tolerance) {
        float[] expected = engine.logits(images).toFloatArray();
        float[] pixels = images.toFloatArray();
        try (OnnxRuntime runtime = OnnxRuntime.of(file)) {
            float[] found = runtime.logits(pixels, images.getShape().getShape());
            assertEquals(0, difference(expected, found), tolerance);
            float[] again =
                    OnnxNetwork.parse(file).classifier(manager).logits(images).toFloatArray();
            assertEquals(0, difference(found, again), 1e-5);
        }
    }

    /** The engine standardises an image with an error of 1e-5, the file with one of 1e-6. */
    private static double tolerance(String name) {
        return name.equals("lenet") ? 1e-5 : 1e-4;
    }

    private static byte[] file(CompactNetwork... members) {
        return OnnxExport.bytes(List.of(members), "a run", "1", Map.of("epsilon", "0.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lenet", "vgg"})
    void wholeAndCompactNetworksGiveTheEnginesLogits(String name) {
        Network network = network(name);
        Weights weights = weights(network, 1);
        NDArray mask = mask(network);
        NDArray images = images(network);
        Classifier engine = network.classifier(manager, weights, mask);
        byte[] whole = file(CompactNetwork.whole(manager, network, weights, mask));
        byte[] small = file(CompactNetwork.of(manager, network, weights, mask));
        assertSame(engine, whole, images, tolerance(name));
        assertSame(engine, small, images, tolerance(name));
        assertTrue(small.length < 0.75 * whole.length, small.length + " of " + whole.length);
        byte[] unmasked = file(CompactNetwork.whole(manager, network, weights, null));
        assertSame(network.classifier(manager, weights, null), unmasked, images, tolerance(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lenet", "vgg"})
    void drawsAreAveragedInTheGraph(String name) {
        Network network = network(name);
        List<Weights> draws = IntStream.range(0, 3).mapToObj(i -> weights(network, i)).toList();
        Classifier engine =
                new Ensemble(
                        draws.stream().map(w -> network.classifier(manager, w, null)).toList());
        CompactNetwork[] members =
                draws.stream()
                        .map(w -> CompactNetwork.whole(manager, network, w, null))
                        .toArray(CompactNetwork[]::new);
        assertSame(engine, file(members), images(network), tolerance(name));
    }

    @Test
    void theFileSaysWhatItHolds() {
        Network network = network("lenet");
        byte[] file = file(CompactNetwork.whole(manager, network, weights(network, 2), null));
        OnnxNetwork read = OnnxNetwork.parse(file);
        assertEquals("0.3", read.metadata().get("epsilon"));
        assertEquals("images", read.input());
        assertEquals("logits", read.output());
        assertTrue(
                read.constants()
                        .keySet()
                        .containsAll(
                                List.of(
                                        "conv1.weight",
                                        "conv1.bias",
                                        "dense3.weight",
                                        "dense4.bias")));
    }
}
