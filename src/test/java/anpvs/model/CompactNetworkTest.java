package anpvs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.MaskLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompactNetworkTest extends EngineTest {
    private static final int IMAGES = 3;

    private final RandomStream random = RandomStream.of(5, Purpose.IMAGES, 0);
    private final LeNet5Caffe lenet = new LeNet5Caffe();
    private final Vgg16 vgg = new Vgg16(10, 0.125, 0, false);

    private NDArray images(Network network) {
        boolean grey = network instanceof LeNet5Caffe;
        Shape shape = grey ? new Shape(IMAGES, 1, 28, 28) : new Shape(IMAGES, 3, 32, 32);
        return random.uniform(manager, 0, 1, shape);
    }

    /** Random weights; statistics as of a network that was trained, so that constants appear. */
    private Weights weights(Network network) {
        Weights weights = Weights.initial(manager, network, 4);
        weights.arrays()
                .forEach(
                        (name, array) -> {
                            if (!name.startsWith("bn")) {
                                return;
                            }
                            float low = name.endsWith("weight") ? 0.7f : -0.3f;
                            float high = name.endsWith("weight") ? 1.6f : 0.5f;
                            if (name.endsWith("running_var")) {
                                low = 0.05f;
                                high = 0.6f;
                            }
                            random.uniform(manager, low, high, array.getShape()).copyTo(array);
                        });
        return weights;
    }

    /** A mask that keeps each unit with some probability, with values of both signs. */
    private float[] mask(Network network, double keep) {
        int units = network.maskLayout().total();
        float[] mask = random.uniform(-1, 1.5f, units);
        float[] draws = random.uniform(0, 1, units);
        for (int k = 0; k < units; k++) {
            mask[k] = draws[k] < keep ? mask[k] : 0;
        }
        return mask;
    }

    /** Prunes a layer but for some units. */
    private static float[] onlyKeeping(float[] mask, MaskLayout layout, int layer, int... units) {
        int from = layout.offset(layer);
        float[] changed = mask.clone();
        for (int k = 0; k < layout.units().get(layer); k++) {
            int unit = k;
            if (IntStream.of(units).noneMatch(kept -> kept == unit)) {
                changed[from + k] = 0;
            } else if (changed[from + k] == 0) {
                changed[from + k] = 0.7f;
            }
        }
        return changed;
    }

    /** Largest difference, relative to the largest expected value. */
    private static double difference(NDArray expected, NDArray found) {
        assertEquals(expected.getShape(), found.getShape());
        return difference(expected.toFloatArray(), found.toFloatArray());
    }

    /** The network as it trains: masks multiply features, batch normalisation stands by itself. */
    private Activations masked(Network network, NDArray images, Weights weights, float[] mask) {
        NDArray row = manager.create(mask, new Shape(1, mask.length));
        return network.forward(
                images, weights, row.broadcast(images.getShape().get(0), mask.length), null);
    }

    private CompactNetwork assertEqualLogits(
            String what, Network network, Weights weights, float[] mask) {
        NDArray images = images(network);
        CompactNetwork compact = CompactNetwork.of(manager, network, weights, manager.create(mask));
        Classifier small = compact.classifier(manager);
        NDArray expected = masked(network, images, weights, mask).logits();
        double byLogits = difference(expected, small.logits(images));
        double byForward = difference(expected, small.forward(images).logits());
        assertTrue(byLogits < 1e-5, () -> what + ": " + byLogits);
        assertTrue(byForward < 1e-5, () -> what + ": " + byForward);
        return compact;
    }

    @Test
    void logitsEqualThoseOfTheMaskedNetwork() {
        for (Network network : List.of(lenet, vgg)) {
            Weights weights = weights(network);
            for (double keep : new double[] {0.05, 0.3, 0.7, 0.95, 1}) {
                assertEqualLogits(
                        network + ", kept " + keep, network, weights, mask(network, keep));
            }
        }
    }

    @Test
    void oneKeptUnitAndNoneInEachLayerAreRebuiltToo() {
        for (Network network : List.of(lenet, vgg)) {
            Weights weights = weights(network);
            MaskLayout layout = network.maskLayout();
            for (int l = 0; l < layout.layers(); l++) {
                float[] mask = mask(network, 0.6);
                int last = layout.units().get(l) - 1;
                String what = "mask " + (l + 1) + " of " + network;
                CompactNetwork one =
                        assertEqualLogits(
                                what + " keeps one",
                                network,
                                weights,
                                onlyKeeping(mask, layout, l, last));
                assertEquals(1, one.units().get(l));
                CompactNetwork none =
                        assertEqualLogits(
                                what + " keeps none",
                                network,
                                weights,
                                onlyKeeping(mask, layout, l));
                assertEquals(1, none.units().get(l));
            }
            assertEqualLogits(
                    "all pruned", network, weights, new float[network.maskLayout().total()]);
        }
    }

    @Test
    void constantsOfPrunedChannelsDependOnTheBorders() {
        Weights weights = weights(vgg);
        float[] mask = mask(vgg, 0.4);
        CompactNetwork exact = assertEqualLogits("VGG-16", vgg, weights, mask);
        assertTrue(exact.arrays().containsKey("conv2.constant"));
        assertFalse(exact.arrays().containsKey("conv1.constant"));
        // the constants as part of the bias would be right without padding only
        Map<String, NDArray> everywhere = new LinkedHashMap<>(exact.arrays());
        for (int l = 2; l <= 13; l++) {
            NDArray kernel = everywhere.remove("conv" + l + ".constant");
            NDArray bias = everywhere.get("conv" + l + ".bias");
            everywhere.put("conv" + l + ".bias", bias.add(kernel.sum(new int[] {1, 2})));
        }
        NDArray images = images(vgg);
        NDArray expected = masked(vgg, images, weights, mask).logits();
        Classifier wrong = new CompactNetwork(exact.base(), everywhere).classifier(manager);
        double error = difference(expected, wrong.logits(images));
        assertTrue(error > 1e-2, () -> "an error of only " + error + " shows nothing");
    }

    @Test
    void logitsFollowTheImages() {
        // else equality would show little
        for (Network network : List.of(lenet, vgg)) {
            NDArray logits =
                    masked(network, images(network), weights(network), mask(network, 0.7)).logits();
            double change = difference(logits.get("0:1"), logits.get("1:2"));
            assertTrue(change > 1e-2, () -> network + ": " + change);
        }
    }

    @Test
    void latentsAreThoseOfTheKeptUnits() {
        for (Network network : List.of(lenet, vgg)) {
            Weights weights = weights(network);
            float[] mask = mask(network, 0.5);
            NDArray images = images(network);
            CompactNetwork compact =
                    CompactNetwork.of(manager, network, weights, manager.create(mask));
            List<NDArray> whole = masked(network, images, weights, mask).latents();
            List<NDArray> small = compact.classifier(manager).forward(images).latents();
            assertEquals(whole.size(), small.size());
            int convolutions = compact.base().convolutions();
            for (int l = 1; l <= whole.size(); l++) {
                int[] kept = compact.kept(l <= convolutions ? l : l + 1);
                NDArray all = whole.get(l - 1);
                NDArray few = small.get(l - 1);
                assertEquals(kept.length, few.getShape().get(1));
                for (int k = 0; k < kept.length; k++) {
                    assertArrayEquals(
                            all.get(":, " + kept[k]).toFloatArray(),
                            few.get(":, " + k).toFloatArray(),
                            1e-4f,
                            network + ", latent " + l + ", unit " + kept[k]);
                }
            }
        }
    }

    @Test
    void inputGradientsEqualThoseOfTheMaskedNetwork() {
        for (Network network : List.of(lenet, vgg)) {
            Weights weights = weights(network);
            NDArray mask = manager.create(mask(network, 0.6));
            NDArray images = images(network);
            NDArray labels = manager.create(new float[] {1, 7, 3});
            Classifier small =
                    CompactNetwork.of(manager, network, weights, mask).classifier(manager);
            Classifier whole = network.classifier(manager, weights, mask);
            NDArray expected = InputGradient.crossEntropy(whole, images.duplicate(), labels);
            NDArray found = InputGradient.crossEntropy(small, images.duplicate(), labels);
            double error = difference(expected, found);
            assertTrue(error < 1e-4, () -> network + ": " + error);
        }
    }

    @Test
    void aFlattenedUnitIsKeptOnlyWithItsChannel() {
        Weights weights = weights(lenet);
        MaskLayout layout = lenet.maskLayout();
        float[] mask = new float[layout.total()];
        Arrays.fill(mask, 1);
        mask = onlyKeeping(mask, layout, 1, 3, 8, 20);
        // units 48 .. 63 are of channel 3, 320 .. 335 of channel 20
        mask = onlyKeeping(mask, layout, 2, 47, 50, 51, 330, 799);
        CompactNetwork compact = assertEqualLogits("LeNet", lenet, weights, mask);
        assertArrayEquals(new int[] {3, 20}, compact.kept(2)); // nothing reads channel 8
        assertArrayEquals(new int[] {50, 51, 330}, compact.kept(3));
        assertEquals(List.of(20, 2, 3, 500), compact.units());
        Map<String, NDArray> arrays = compact.arrays();
        assertEquals(new Shape(2, 20, 5, 5), arrays.get("conv2.weight").getShape());
        assertEquals(new Shape(500, 3), arrays.get("dense3.weight").getShape());
        assertEquals(new Shape(10, 500), arrays.get("dense4.weight").getShape());
        long floats = 20 * 25 + 20 + 2 * 20 * 25 + 2 + 500 * 3 + 500 + 10 * 500 + 10;
        assertEquals(4 * (floats + 20 + 2 + 3 + 500), compact.bytes());
    }

    @Test
    void arraysThatDoNotFitTogetherAreNamed() {
        CompactNetwork good =
                CompactNetwork.of(manager, lenet, weights(lenet), manager.create(mask(lenet, 0.5)));
        Map<String, NDArray> bad = new LinkedHashMap<>(good.arrays());
        bad.remove("conv2.bias");
        assertNames("conv2.bias", good.base(), bad);
        bad.put("conv2.bias", good.arrays().get("conv1.bias"));
        assertNames("conv2.bias", good.base(), bad);
        bad.put("conv2.bias", good.arrays().get("conv2.bias"));
        bad.put("conv3.bias", good.arrays().get("conv2.bias"));
        assertNames("conv3.bias", good.base(), bad);
        bad.remove("conv3.bias");
        bad.put("mask3.kept", good.arrays().get("mask3.kept").flip(0));
        assertNames("mask3.kept", good.base(), bad);
        int[] beyond = good.kept(3);
        beyond[beyond.length - 1] = 800;
        bad.put("mask3.kept", manager.create(beyond));
        assertNames("mask3.kept", good.base(), bad);
        assertNames("conv1.weight", BaseNetwork.VGG_16, good.arrays());
    }

    private static void assertNames(String name, BaseNetwork base, Map<String, NDArray> arrays) {
        UserError e = assertThrows(UserError.class, () -> new CompactNetwork(base, arrays));
        assertTrue(e.getMessage().contains(name), e::getMessage);
    }
}
