package anpvs.model;

import ai.djl.ndarray.NDArray;
import java.util.function.Consumer;

/**
 * A trained network as an attack and a metric see it: in evaluation mode, with its weights and its
 * deterministic mask fixed. Differentiable by the images and by nothing else.
 */
@FunctionalInterface
public interface Classifier {
    /**
     * @param images (N, C, H, W) float32 in [0, 1]
     * @return logits and latents; owned by the manager of {@code images}
     */
    Activations forward(NDArray images);

    /**
     * The logits alone, for attacks; a network may compute them with fewer operations.
     *
     * @param images (N, C, H, W) float32 in [0, 1]
     * @return (N, classes) float32, the same values as those of {@link #forward}
     */
    default NDArray logits(NDArray images) {
        return forward(images).logits();
    }

    /**
     * @param before gets the images of each pass before it begins; what it throws ends the pass
     * @return the same network, watched
     */
    default Classifier watched(Consumer<NDArray> before) {
        return new Classifier() {
            @Override
            public Activations forward(NDArray images) {
                before.accept(images);
                return Classifier.this.forward(images);
            }

            @Override
            public NDArray logits(NDArray images) {
                before.accept(images);
                return Classifier.this.logits(images);
            }
        };
    }
}
