package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.Bfloat16;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * VGG-16 in evaluation mode with its convolutions, their biases, ReLU and pooling in bfloat16, for
 * attacks of the training. The dense layers and everything with latents stay in float32.
 *
 * @param network the architecture
 * @param exact folded weights in float32
 * @param rounded the same, those of the convolutions in bfloat16
 */
record Bfloat16Vgg(Vgg16 network, Weights exact, Weights rounded) implements Classifier {
    /**
     * @param manager owner of the handles that the classifier keeps
     * @param network the architecture
     * @param weights its weights
     * @param mask expectation (units) float32; null for no mask
     */
    static Bfloat16Vgg of(NDManager manager, Vgg16 network, Weights weights, NDArray mask) {
        Weights exact = network.fold(manager, weights, mask).detached(manager);
        Map<String, NDArray> rounded = new LinkedHashMap<>(exact.arrays());
        rounded.replaceAll((name, array) -> name.startsWith("conv") ? Bfloat16.of(array) : array);
        return new Bfloat16Vgg(network, exact, new Weights(rounded));
    }

    @Override
    public Activations forward(NDArray images) {
        return network.forward(images, exact, null, null);
    }

    @Override
    public NDArray logits(NDArray images) {
        NDArray input = Bfloat16.of(Standardisation.of(images));
        NDArray maps = Bfloat16.toFloat32(network.convolutions(input, rounded, null, null));
        return network.head(maps, rounded, null, null, new ArrayList<>());
    }
}
