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
                plain(images.toFloatArray(), weights, mask), logits.toFloatArray(), 2e-5f);
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

    /** The network by its definition, one image, loops over plain arrays. */
    private static float[] plain(float[] image, Weights weights, float[] mask) {
        double[] input = new double[image.length];
        for (int i = 0; i < input.length; i++) {
            input[i] = image[i];
        }
        double[] h = pool(conv(input, 1, 28, weights, "conv1", mask, 0), 20, 24);
        h = pool(conv(h, 20, 12, weights, "conv2", mask, 20), 50, 8);
        for (int i = 0; i < h.length; i++) {
            h[i] *= mask[70 + i];
        }
        h = dense(h, weights, "dense3");
        for (int i = 0; i < h.length; i++) {
            h[i] = Math.max(0, h[i]) * mask[870 + i];
        }
        double[] logits = dense(h, weights, "dense4");
        float[] result = new float[logits.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) logits[i];
        }
        return result;
    }

    private static double[] conv(
            double[] in, int channels, int size, Weights weights, String layer, float[] m, int at) {
        float[] w = weights.get(layer + ".weight").toFloatArray();
        float[] b = weights.get(layer + ".bias").toFloatArray();
        int out = size - 4;
        double[] result = new double[b.length * out * out];
        for (int o = 0; o < b.length; o++) {
            for (int y = 0; y < out; y++) {
                for (int x = 0; x < out; x++) {
                    double sum = b[o];
                    for (int c = 0; c < channels; c++) {
                        for (int k = 0; k < 25; k++) {
                            sum +=
                                    w[(o * channels + c) * 25 + k]
                                            * in[(c * size + y + k / 5) * size + x + k % 5];
                        }
                    }
                    result[(o * out + y) * out + x] = Math.max(0, sum * m[at + o]);
                }
            }
        }
        return result;
    }

    private static double[] pool(double[] in, int channels, int size) {
        int half = size / 2;
        double[] result = new double[channels * half * half];
        for (int i = 0; i < result.length; i++) {
            int x = i % half;
            int y = i / half % half;
            int from = (i / half / half * size + 2 * y) * size + 2 * x;
            result[i] =
                    Math.max(
                            Math.max(in[from], in[from + 1]),
                            Math.max(in[from + size], in[from + size + 1]));
        }
        return result;
    }

    private static double[] dense(double[] in, Weights weights, String layer) {
        float[] w = weights.get(layer + ".weight").toFloatArray();
        float[] b = weights.get(layer + ".bias").toFloatArray();
        double[] result = new double[b.length];
        for (int o = 0; o < b.length; o++) {
            result[o] = b[o];
            for (int i = 0; i < in.length; i++) {
                result[o] += w[o * in.length + i] * in[i];
            }
        }
        return result;
    }
}
