package anpvs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeNet5CaffeTest extends EngineTest {
    private final LeNet5Caffe network = new LeNet5Caffe();
    private final RandomStream random = RandomStream.of(2, Purpose.IMAGES, 0);

    @Test
    void hasThePublishedNumberOfParametersAndMaskUnits() {
        long count = network.parameters().stream().mapToLong(p -> p.shape().size()).sum();
        assertEquals(431_080, count);
        assertEquals(1_370, network.maskLayout().total());
    }

    @Test
    void latentsAreThoseOfThePaper() {
        Weights weights = Weights.initial(manager, network, 0);
        Activations out = network.forward(images(2), weights, null, null);
        assertEquals(new Shape(2, 10), out.logits().getShape());
        assertEquals(
                List.of(new Shape(2, 20, 24, 24), new Shape(2, 50, 8, 8), new Shape(2, 500)),
                out.latents().stream().map(NDArray::getShape).toList());
    }

    @Test
    void forwardWithAMaskEqualsPlainJava() {
        Weights weights = Weights.initial(manager, network, 4);
        NDArray images = images(1);
        float[] mask = random.uniform(0, 1, 1370);
        NDArray logits =
                network.forward(images, weights, manager.create(mask, new Shape(1, 1370)), null)
                        .logits();
        assertArrayEquals(
                PlainLeNet.logits(images.toFloatArray(), weights, mask),
                logits.toFloatArray(),
                2e-5f);
    }

    @Test
    void foldedMaskEqualsMaskForEveryExample() {
        Weights weights = Weights.initial(manager, network, 4);
        NDArray images = images(3);
        NDArray mask = random.uniform(manager, 0, 1, new Shape(1370));
        Activations masked =
                network.forward(images, weights, mask.reshape(1, 1370).broadcast(3, 1370), null);
        Activations folded = network.classifier(manager, weights, mask).forward(images);
        assertArrayEquals(masked.logits().toFloatArray(), folded.logits().toFloatArray(), 1e-5f);
        for (int l = 0; l < 3; l++) {
            assertArrayEquals(
                    masked.latents().get(l).toFloatArray(),
                    folded.latents().get(l).toFloatArray(),
                    1e-5f);
        }
    }

    @Test
    void negativeMasksPassEveryShortcutUnharmed() {
        // a mask of the information bottleneck is no probability
        Weights weights = Weights.initial(manager, network, 4);
        float[] mask = random.uniform(-1.5f, 1.5f, 1370);
        NDArray row = manager.create(mask);
        NDArray image = images(1);
        float[] plain = PlainLeNet.logits(image.toFloatArray(), weights, mask);
        NDArray draw = row.reshape(1, 1370);
        Activations masked = network.forward(image, weights, draw, null);
        Classifier folded = network.classifier(manager, weights, row);
        for (NDArray logits :
                List.of(
                        masked.logits(),
                        network.logits(image, weights, draw, null),
                        folded.forward(image).logits(),
                        folded.logits(image))) {
            assertArrayEquals(plain, logits.toFloatArray(), 5e-5f);
        }
        for (int l = 0; l < 3; l++) {
            assertArrayEquals(
                    masked.latents().get(l).toFloatArray(),
                    folded.forward(image).latents().get(l).toFloatArray(),
                    1e-5f);
        }
    }

    @Test
    void initialWeightsFillTheirRangeAndDependOnTheSeedAlone() {
        Weights weights = Weights.initial(manager, network, 9);
        double range = Math.sqrt(6.0 / (25 * 20 + 25 * 50));
        float[] conv2 = weights.get("conv2.weight").toFloatArray();
        double max = 0;
        for (float value : conv2) {
            max = Math.max(max, Math.abs(value));
        }
        assertEquals(range, max, 0.01 * range);
        assertArrayEquals(
                conv2, Weights.initial(manager, network, 9).get("conv2.weight").toFloatArray());
    }

    private NDArray images(int n) {
        return random.uniform(manager, 0, 1, new Shape(n, 1, 28, 28));
    }
}
