package anpvs.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.BetaBernoulliMask;
import anpvs.mask.Mask;
import anpvs.mask.VibMask;
import anpvs.metric.LogitRow;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;
import anpvs.model.Vgg16;
import anpvs.model.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainNetworkTest extends EngineTest {
    private static RandomStream stream(long index) {
        return RandomStream.of(5, Purpose.ATTACK, index);
    }

    /** As an export names them. */
    private Map<String, float[]> arrays(Weights weights, Mask mask) {
        Map<String, float[]> arrays = new HashMap<>();
        weights.arrays().forEach((name, array) -> arrays.put(name, array.toFloatArray()));
        if (mask != null) {
            for (int layer = 0; layer < mask.layout().layers(); layer++) {
                int from = mask.layout().offset(layer);
                int to = from + mask.layout().units().get(layer);
                for (Map.Entry<String, NDArray> one : mask.parameters().entrySet()) {
                    arrays.put(
                            "mask" + (layer + 1) + "." + one.getKey(),
                            Arrays.copyOfRange(one.getValue().toFloatArray(), from, to));
                }
            }
        }
        return arrays;
    }

    private void assertSame(Network network, Weights weights, Mask mask, NDArray image) {
        NDArray expectation = mask == null ? null : mask.expectation(manager);
        float[] engine =
                network.classifier(manager, weights, expectation).logits(image).toFloatArray();
        double[] plain =
                new PlainNetwork(arrays(weights, mask), false).logits(doubles(image.flatten()));
        assertArrayEquals(
                LogitRow.of(engine, 0, engine.length), plain, 2e-5 * (1 + Math.abs(plain[0])));
    }

    @Test
    void lenetIsThatOfTheEngine() {
        LeNet5Caffe network = new LeNet5Caffe();
        Weights weights = Weights.initial(manager, network, 1);
        NDArray image = stream(0).uniform(manager, 0, 1, new Shape(1, 1, 28, 28));
        assertSame(network, weights, null, image);
        for (Mask mask : new Mask[] {beta(network), vib(network)}) {
            assertSame(network, weights, mask, image);
        }
    }

    @Test
    void vggIsThatOfTheEngine() {
        Vgg16 network = new Vgg16(10, 1 / 16.0, 1, false);
        Weights weights =
                Weights.initial(manager, network, 1)
                        .map(
                                manager,
                                array ->
                                        array.add(
                                                stream(array.size())
                                                        .uniform(
                                                                manager,
                                                                0,
                                                                0.2f,
                                                                array.getShape())));
        NDArray image = stream(1).uniform(manager, 0, 1, new Shape(1, 3, 32, 32));
        assertSame(network, weights, null, image);
        assertSame(network, weights, beta(network), image);
    }

    /** Units on both sides of the threshold. */
    private Mask beta(Network network) {
        Mask mask =
                new BetaBernoulliMask(
                        manager,
                        network.maskLayout(),
                        new double[network.maskLayout().layers()],
                        false);
        int units = network.maskLayout().total();
        Map<String, NDArray> parameters = new HashMap<>();
        parameters.put("a_uc", stream(2).uniform(manager, -9, 5, new Shape(units)));
        parameters.put("b_uc", stream(3).uniform(manager, -1, 3, new Shape(units)));
        return mask.withParameters(parameters);
    }

    private Mask vib(Network network) {
        Mask mask = new VibMask(manager, network.maskLayout(), -9, stream(4));
        int units = network.maskLayout().total();
        Map<String, NDArray> parameters = new HashMap<>();
        parameters.put("mu", stream(5).uniform(manager, -1, 2, new Shape(units)));
        parameters.put("logvar", stream(6).uniform(manager, -9, 2, new Shape(units)));
        return mask.withParameters(parameters);
    }

    @Test
    void aMissingArrayIsNamed() {
        UserError error =
                assertThrows(
                        UserError.class,
                        () -> new PlainNetwork(Map.of(), false).logits(new double[784]));
        assertTrue(error.getMessage().contains("conv1.weight"), error.getMessage());
    }
}
