package anpvs.model;

import ai.djl.ndarray.NDArray;

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
}
